/** The audit log: who changed what, and undoing it. */
@NullMarked
package dev.holdfast.examples.audit;

import org.jspecify.annotations.NullMarked;
