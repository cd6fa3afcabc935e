@NullMarked
package dev.holdfast.jdbi.outbox;

import org.jspecify.annotations.NullMarked;
