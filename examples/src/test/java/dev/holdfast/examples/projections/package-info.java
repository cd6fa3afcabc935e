@NullMarked
package dev.holdfast.examples.projections;

import org.jspecify.annotations.NullMarked;
