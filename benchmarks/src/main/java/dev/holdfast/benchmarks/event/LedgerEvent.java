package dev.holdfast.benchmarks.event;

import dev.holdfast.event.EventType;

/** What happens to an account. */
sealed interface LedgerEvent {

    @EventType("deposited")
    record Deposited(long cents, String reference, String note) implements LedgerEvent {}

    @EventType("withdrawn")
    record Withdrawn(long cents, String reference, String note) implements LedgerEvent {}
}
