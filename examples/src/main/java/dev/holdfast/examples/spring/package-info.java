/** Inside transactions that Spring begins and ends. */
@NullMarked
package dev.holdfast.examples.spring;

import org.jspecify.annotations.NullMarked;
