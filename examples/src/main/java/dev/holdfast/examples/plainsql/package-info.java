/** SQL of your own inside the DSL. */
@NullMarked
package dev.holdfast.examples.plainsql;

import org.jspecify.annotations.NullMarked;
