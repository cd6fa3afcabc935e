package dev.holdfast.jdbi.internal.outbox;

import dev.holdfast.error.HoldfastException;

/**
 * The publisher couldn't take a message, and may another time. What it has thrown is suppressed, not the cause: its text is in this
 * one's as far as it may be kept.
 */
public final class PublisherFailure extends HoldfastException {

    private static final long serialVersionUID = 1L;

    PublisherFailure(String message, Throwable thrown) {
        super(message);
        addSuppressed(thrown);
    }
}
