/** What PostgreSQL's refusals are told as, by the language, SqlObjects and handles alike. */
@NullMarked
package dev.holdfast.jdbi.error;

import org.jspecify.annotations.NullMarked;
