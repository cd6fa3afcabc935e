/** Holdfast over JDBI 3: the builder, the scopes and transactions with their handles, the plugin, and JSON codecs. */
@NullMarked
package dev.holdfast.jdbi;

import org.jspecify.annotations.NullMarked;
