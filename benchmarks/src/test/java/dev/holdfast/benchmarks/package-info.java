/** That contenders run as they should, and that results are read rightly. */
@NullMarked
package dev.holdfast.benchmarks;

import org.jspecify.annotations.NullMarked;
