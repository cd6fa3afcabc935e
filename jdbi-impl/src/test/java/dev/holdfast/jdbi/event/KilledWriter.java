package dev.holdfast.jdbi.event;

import static dev.holdfast.event.StreamId.stream;

import dev.holdfast.TenantScope;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.Events;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.StreamInfo;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.fixture.Press;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Appends until it is killed or the server is away: single events and batches, alone and in transactions, and prints the
 * positions of what was committed, a full stop behind them.
 */
final class KilledWriter {

    private static final int STREAMS = 4;

    private KilledWriter() {}

    public static void main(String[] arguments) {
        JdbiHoldfast holdfast = JdbiHoldfast.builder(ChildJvm.application(arguments))
                .schema(Press.SCHEMA)
                .json(new Jackson3Json())
                .events(EventSettings.with(EventTypes.of(Published.class)))
                .build();
        Random random = new Random();
        List<Long> tenants = List.of(Newsroom.A, Newsroom.B);
        try {
            while (true) {
                print(append(holdfast.tenant(tenants.get(random.nextInt(2))), random));
            }
        } catch (HoldfastException outage) {
            System.out.println("ended by " + outage.getClass().getSimpleName());
        }
    }

    private static List<AppendResult> append(TenantScope tenant, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> List.of(append(tenant.events(), random));
            case 1 -> tenant.inTransaction(tx -> List.of(append(tx.events(), random), append(tx.events(), random)));
            default -> exactly(tenant.events(), stream("article", random.nextInt(STREAMS)), random);
        };
    }

    private static AppendResult append(Events events, Random random) {
        int count = random.nextInt(3) == 0 ? 1 + random.nextInt(9) : 1;
        List<Published> batch = random.ints(count).mapToObj(Published::new).toList();
        return events.appendAll(stream("article", random.nextInt(STREAMS)), ExpectedVersion.any(), batch);
    }

    private static List<AppendResult> exactly(Events events, StreamId stream, Random random) {
        long version = events.info(stream).map(StreamInfo::version).orElse(0L);
        try {
            return List.of(events.append(stream, ExpectedVersion.exactly(version), new Published(random.nextInt())));
        } catch (VersionConflictException lost) {
            return List.of();
        }
    }

    private static void print(List<AppendResult> committed) {
        System.out.println(committed.stream()
                .flatMap(result -> result.positions().stream())
                .map(position -> position.value() + " ")
                .collect(Collectors.joining("", "", ".")));
    }
}
