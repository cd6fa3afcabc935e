package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.event.StreamId;

/** A stream of a tenant. */
record StreamKey(Object tenantId, StreamId stream) {}
