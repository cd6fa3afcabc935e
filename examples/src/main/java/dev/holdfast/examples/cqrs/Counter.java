package dev.holdfast.examples.cqrs;

import static dev.holdfast.cqrs.Reads.reads;
import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.examples.cqrs.Places.PLACES;

import dev.holdfast.Holdfast;
import dev.holdfast.RetryPolicy;
import dev.holdfast.Transaction;
import dev.holdfast.TransactionOptions;
import dev.holdfast.cqrs.Cqrs;
import dev.holdfast.cqrs.PositionWait;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.examples.cqrs.ParcelCommand.Register;
import dev.holdfast.examples.cqrs.ParcelCommand.Scan;
import dev.holdfast.examples.events.ParcelEvent.Registered;
import dev.holdfast.examples.events.ParcelEvent.Scanned;
import java.util.List;

/** Handles what is sent and asked at the counter. */
final class Counter {

    private Counter() {}

    // region:handlers
    private static Receipt register(Register command, Transaction tx) {
        tx.events()
                .append(
                        stream("parcel", command.parcel()),
                        ExpectedVersion.none(),
                        new Registered(command.to(), command.grams()));
        return new Receipt(command.parcel(), command.grams() > 500 ? 900 : 700);
    }

    private static void scan(Scan command, Transaction tx) {
        tx.events().append(stream("parcel", command.parcel()), ExpectedVersion.exists(), new Scanned(command.depot()));
    }

    private static List<String> parcelsAt(ParcelsAt query, Transaction session) {
        return session.from(PLACES)
                .where(PLACES.depot.eq(query.depot()))
                .orderBy(PLACES.parcel.asc())
                .values(PLACES.parcel)
                .list();
    }
    // endregion:handlers

    // region:build
    static Cqrs cqrs(Holdfast holdfast, PositionWait projections) {
        return Cqrs.builder(holdfast)
                .command(Register.class, Counter::register)
                .useCommand(Scan.class, Counter::scan)
                .query(ParcelsAt.class, reads("places"), Counter::parcelsAt)
                .mustHandle(ParcelCommand.class, ParcelsAt.class) // else build() names what is missing
                .awaitBy(projections)
                .build();
    }
    // endregion:build

    static Cqrs guarded(Holdfast holdfast, PositionWait projections) {
        // region:guards
        return Cqrs.builder(holdfast)
                .command(Register.class, Counter::register)
                .useCommand(Scan.class, Counter::scan)
                .query(ParcelsAt.class, reads("places"), Counter::parcelsAt)
                .authorize(ParcelCommand.class, (command, caller) -> caller.actor() != null)
                .authorize(ParcelsAt.class, (query, caller) -> true) // anybody
                .validate(Register.class, (command, violations) -> violations
                        .require(!command.to().isBlank(), "to", "is blank")
                        .require(command.grams() > 0, "grams", "isn't positive"))
                .middleware((message, caller, next) -> {
                    long begun = System.nanoTime();
                    try {
                        return next.proceed();
                    } finally {
                        System.out.println(message.getClass().getSimpleName() + " took less than an hour: "
                                + (System.nanoTime() - begun < 3_600_000_000_000L));
                    }
                })
                .commandTransactions(TransactionOptions.defaults().retry(RetryPolicy.attempts(5)))
                .retryAlsoAfter(VersionConflictException.class)
                .awaitBy(projections)
                .build();
        // endregion:guards
    }
}
