/** What a schema's changelog creates, and whether statements then find it. */
@NullMarked
package dev.holdfast.jdbi.table;

import org.jspecify.annotations.NullMarked;
