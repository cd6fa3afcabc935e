/** That the contenders do what they are measured at, and that results are read rightly. */
@NullMarked
package dev.holdfast.benchmarks;

import org.jspecify.annotations.NullMarked;
