/** Changes for the event store, whose tables the changelog makes. */
@NullMarked
package dev.holdfast.liquibase.event;

import org.jspecify.annotations.NullMarked;
