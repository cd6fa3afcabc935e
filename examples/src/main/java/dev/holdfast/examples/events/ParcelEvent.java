package dev.holdfast.examples.events;

import dev.holdfast.event.EventType;

/** What happens to a parcel. */
// region:events
public sealed interface ParcelEvent {

    @EventType("parcel-registered")
    record Registered(String to, int grams) implements ParcelEvent {}

    @EventType("parcel-scanned")
    record Scanned(String depot) implements ParcelEvent {}

    @EventType("parcel-delivered")
    record Delivered(String door) implements ParcelEvent {}
}
// endregion:events
