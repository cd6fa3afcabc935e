package dev.holdfast.benchmarks.projection;

import dev.holdfast.event.EventType;

/** Something went over a counter. */
@EventType("sold")
record Sold(String article, long cents, String note) {}
