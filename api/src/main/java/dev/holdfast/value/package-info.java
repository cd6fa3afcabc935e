/** Values of PostgreSQL's types that Java has no class for. */
@NullMarked
package dev.holdfast.value;

import org.jspecify.annotations.NullMarked;
