/** Read models that are made of events, while these come in. */
@NullMarked
package dev.holdfast.examples.projections;

import org.jspecify.annotations.NullMarked;
