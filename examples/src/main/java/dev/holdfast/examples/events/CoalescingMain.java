package dev.holdfast.examples.events;

import static dev.holdfast.event.StreamId.stream;

import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.Events;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.examples.events.ParcelEvent.Registered;
import dev.holdfast.examples.events.ParcelEvent.Scanned;
import dev.holdfast.examples.support.ExampleDatabase;
import java.util.ArrayList;
import java.util.List;

/** Many threads append at the same time, and what they append goes out together. */
public final class CoalescingMain {

    private static final int THREADS = 8;
    private static final int SCANS = 20;

    private CoalescingMain() {}

    public static void main(String[] args) throws InterruptedException {
        try (var database = Depot.open()) {
            // region:settings
            EventSettings settings =
                    EventSettings.with(EventTypes.of(ParcelEvent.class)).coalesceAppends(true);
            // endregion:settings
            Events events = database.node(settings).tenant(ExampleDatabase.ACME).events();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int parcel = i;
                threads.add(new Thread(() -> scan(events, parcel)));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.println("Parcels at version " + (1 + SCANS) + ": "
                    + events.streams("parcel").stream()
                            .filter(info -> info.version() == 1 + SCANS)
                            .count());
        }
    }

    /** As ever: each append has its own result, or its own conflict. */
    private static void scan(Events events, int parcel) {
        events.append(stream("parcel", parcel), ExpectedVersion.none(), new Registered("Ann", 700));
        for (int version = 1; version <= SCANS; version++) {
            events.append(stream("parcel", parcel), ExpectedVersion.exactly(version), new Scanned("Basel"));
        }
    }
}
