/** Changes for columns whose values the application encrypts, and for the blind indexes by which they are searched. */
@NullMarked
package dev.holdfast.liquibase.crypto;

import org.jspecify.annotations.NullMarked;
