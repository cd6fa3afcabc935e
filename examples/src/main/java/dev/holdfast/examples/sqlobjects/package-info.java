/** SqlObjects of your own, under the same tenant. */
@NullMarked
package dev.holdfast.examples.sqlobjects;

import org.jspecify.annotations.NullMarked;
