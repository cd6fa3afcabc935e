/** Values of PostgreSQL types that the JDK has no class for: intervals and network addresses. */
@NullMarked
package dev.holdfast.value;

import org.jspecify.annotations.NullMarked;
