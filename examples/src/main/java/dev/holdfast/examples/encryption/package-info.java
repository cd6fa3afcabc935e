/** Columns that PostgreSQL keeps and can't read: a clinic's patients and their letters. */
@NullMarked
package dev.holdfast.examples.encryption;

import org.jspecify.annotations.NullMarked;
