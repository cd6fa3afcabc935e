/**
 * Tables as Java values: their columns, keys and references, and the sealed schema of all of them. A table is declared
 * once, as a constant, and never knows a connection.
 */
@NullMarked
package dev.holdfast.table;

import org.jspecify.annotations.NullMarked;
