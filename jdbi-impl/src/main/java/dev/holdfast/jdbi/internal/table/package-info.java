/** What features share that work on the rows of any table. */
@NullMarked
package dev.holdfast.jdbi.internal.table;

import org.jspecify.annotations.NullMarked;
