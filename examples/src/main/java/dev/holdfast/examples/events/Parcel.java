package dev.holdfast.examples.events;

import dev.holdfast.event.Decider;
import dev.holdfast.examples.events.ParcelEvent.Delivered;
import dev.holdfast.examples.events.ParcelEvent.Registered;
import dev.holdfast.examples.events.ParcelEvent.Scanned;
import java.util.List;

/** A parcel: what it is, what may be done with it, and how events change it. */
// region:decider
record Parcel(String to, int scans, boolean delivered) {

    interface Command {}

    record Register(String to, int grams) implements Command {}

    record Scan(String depot) implements Command {}

    record Deliver(String door) implements Command {}

    static final Decider<Command, Parcel, ParcelEvent> DECIDER =
            Decider.of(() -> new Parcel("", 0, false), Parcel::decide, Parcel::after);

    private static List<ParcelEvent> decide(Command command, Parcel parcel) {
        if (command instanceof Register register) {
            return parcel.to.isEmpty() ? List.of(new Registered(register.to, register.grams)) : List.of();
        }
        if (parcel.delivered) {
            throw new IllegalStateException("The parcel was delivered");
        }
        return command instanceof Scan scan
                ? List.of(new Scanned(scan.depot))
                : List.of(new Delivered(((Deliver) command).door));
    }

    private Parcel after(ParcelEvent event) {
        if (event instanceof Registered registered) {
            return new Parcel(registered.to(), scans, delivered);
        }
        return event instanceof Scanned ? new Parcel(to, scans + 1, delivered) : new Parcel(to, scans, true);
    }
}
// endregion:decider
