/** How PostgreSQL's refusals become exceptions without values. */
@NullMarked
package dev.holdfast.jdbi.internal.error;

import org.jspecify.annotations.NullMarked;
