package dev.holdfast.examples.cqrs;

import dev.holdfast.cqrs.Query;
import java.util.List;

/** Which parcels are at a depot. */
// region:query
record ParcelsAt(String depot) implements Query<List<String>> {}
// endregion:query
