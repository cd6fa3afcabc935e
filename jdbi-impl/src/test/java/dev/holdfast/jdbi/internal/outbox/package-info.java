@NullMarked
package dev.holdfast.jdbi.internal.outbox;

import org.jspecify.annotations.NullMarked;
