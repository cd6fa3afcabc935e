package dev.holdfast.examples.cqrs;

import dev.holdfast.cqrs.Command;
import org.jspecify.annotations.Nullable;

/** What can be done with a parcel at the counter. */
// region:commands
public sealed interface ParcelCommand<R extends @Nullable Object> extends Command<R> {

    record Register(String parcel, String to, int grams) implements ParcelCommand<Receipt> {}

    record Scan(String parcel, String depot) implements ParcelCommand<@Nullable Void> {}
}
// endregion:commands
