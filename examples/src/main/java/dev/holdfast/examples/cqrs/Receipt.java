package dev.holdfast.examples.cqrs;

/** What registering gives. */
// region:receipt
record Receipt(String parcel, int cents) {}
// endregion:receipt
