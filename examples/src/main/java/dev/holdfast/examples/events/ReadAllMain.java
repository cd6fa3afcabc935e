package dev.holdfast.examples.events;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.examples.events.Checkpoints.CHECKPOINTS;

import dev.holdfast.TenantScope;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.Events;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.examples.events.ParcelEvent.Scanned;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.table.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** All streams in one order, while others append: what comes late isn't skipped, what was read isn't read twice. */
public final class ReadAllMain {

    private static final int WRITERS = 3;
    private static final int APPENDS = 30;

    private ReadAllMain() {}

    public static void main(String[] args) throws Exception {
        try (var database = Depot.open(Schema.of(CHECKPOINTS))) {
            JdbiTenantScope acme = Depot.acme(database);
            ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
            late(acme, writers);
            register(acme);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                StreamId own = stream("parcel", 100 + i);
                running.add(writers.submit(() -> scans(acme, own)));
            }
            while (!running.stream().allMatch(Future::isDone)) {
                if (follow(acme)) {
                    TimeUnit.MILLISECONDS.sleep(5); // a poll; more than fifty in a second buy nothing
                }
            }
            for (Future<?> writer : running) {
                writer.get();
            }
            writers.shutdown();
            while (!follow(acme)) {
                Thread.onSpinWait();
            }
            System.out.println("Followed: "
                    + acme.from(CHECKPOINTS).values(CHECKPOINTS.scans).one() + " scans of "
                    + (WRITERS * APPENDS + 2));
            shared(acme.events());
        }
    }

    private static void late(TenantScope acme, ExecutorService others) throws Exception {
        Events events = acme.events();
        CountDownLatch drawn = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        Future<?> slow = others.submit(() -> acme.useTransaction(tx -> {
            tx.events().append(stream("parcel", "early"), ExpectedVersion.any(), new Scanned("Basel"));
            drawn.countDown();
            read.await();
        }));
        drawn.await();
        // region:late
        events.append(stream("parcel", "late"), ExpectedVersion.any(), new Scanned("Bern")); // committed …
        EventPage<Object> page =
                events.readAll(Checkpoint.START).page(100); // … and not here: one before it may still come
        // endregion:late
        System.out.println("While the earlier one isn't committed: " + streams(page.events()));
        read.countDown();
        slow.get();
        System.out.println(
                "Then: " + streams(events.readAll(page.checkpoint()).page(100).events()));
    }

    private static void shared(Events events) {
        // region:shared
        Checkpoint end = events.lastCheckpoint(); // PostgreSQL is asked once how far may be read …
        for (String category : List.of("parcel", "letter")) { // … for all readers, of other tenants too
            EventPage<Object> page = events.readAll(Checkpoint.START)
                    .inCategories(category)
                    .upTo(end)
                    .page(1000);
            System.out.println(page.events().size() + " of category " + category + ", and all of them are at the end: "
                    + page.checkpoint().equals(end));
        }
        // endregion:shared
    }

    private static List<StreamId> streams(List<? extends RecordedEvent<?>> events) {
        return events.stream().<StreamId>map(RecordedEvent::stream).toList();
    }

    private static void register(TenantScope acme) {
        acme.insertInto(CHECKPOINTS, row -> row.set(CHECKPOINTS.reader, "scans")
                        .set(CHECKPOINTS.checkpoint, Checkpoint.START.token())
                        .set(CHECKPOINTS.scans, 0L))
                .execute();
    }

    private static void scans(TenantScope acme, StreamId parcel) {
        for (int i = 0; i < APPENDS; i++) {
            acme.events().append(parcel, ExpectedVersion.any(), new Scanned("depot " + i));
        }
    }

    // region:follow
    record Progress(String checkpoint, long scans) {}

    /** Takes the next events; true where there are no more for now. */
    private static boolean follow(TenantScope acme) {
        return acme.inTransaction(tx -> {
            Progress before = tx.from(CHECKPOINTS)
                    .where(CHECKPOINTS.reader.eq("scans"))
                    .forUpdate() // one at a time, whatever number of nodes
                    .mapTo(Progress.class)
                    .one();
            EventPage<Scanned> page = tx.events()
                    .readAll(Checkpoint.parse(before.checkpoint()), Scanned.class)
                    .page(100)
                    .orThrow(); // stops at an event that can't be read, instead of passing it by
            tx.update(CHECKPOINTS) // what it makes of the events, and how far it is: both, or neither
                    .set(CHECKPOINTS.scans, before.scans() + page.events().size())
                    .set(CHECKPOINTS.checkpoint, page.checkpoint().token())
                    .where(CHECKPOINTS.reader.eq("scans"))
                    .expectOne();
            return page.caughtUp();
        });
    }
    // endregion:follow
}
