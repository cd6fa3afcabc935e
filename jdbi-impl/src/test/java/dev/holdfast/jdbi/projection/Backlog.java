package dev.holdfast.jdbi.projection;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;

import dev.holdfast.RetryPolicy;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.event.ChildJvm;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.projection.RunningProjections;
import dev.holdfast.testkit.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Handles a backlog in a JVM of its own, whose heap holds a part of it; one stream is parked, and unparked at the end. */
final class Backlog {

    private static final String ADD = """
            insert into tallies as t (tenant_id, id, name, events, total)
            select cast(current_setting('holdfast.tenant_id') as bigint), gen_random_uuid(), n.name, 1, n.total
            from unnest(:names, :sums) as n (name, total)
            on conflict (tenant_id, name) do update set total = t.total + excluded.total
            """;

    private static volatile boolean mended;

    private Backlog() {}

    /** What it prints: how far it has come. */
    static String handle(TestDatabase database, String heap) throws IOException, InterruptedException {
        Process process = ChildJvm.start(Backlog.class, heap, database);
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }

    public static void main(String[] arguments) throws Exception {
        Projection projection = Projection.named("backlog")
                .onBatch(Published.class, (events, tx) -> {
                    if (!mended
                            && events.stream()
                                    .anyMatch(event -> event.stream().id().equals("parked"))) {
                        throw new IllegalStateException("not yet");
                    }
                    Map<String, Long> sums = events.stream()
                            .collect(groupingBy(event -> event.stream().id(), summingLong(event -> event.data()
                                    .edition())));
                    ((JdbiTransaction) tx)
                            .handle()
                            .createUpdate(ADD)
                            .bindArray("names", String.class, List.copyOf(sums.keySet()))
                            .bindArray("sums", Long.class, List.copyOf(sums.values()))
                            .execute();
                })
                .build();
        JdbiHoldfast holdfast = Counting.holdfast(
                ChildJvm.application(arguments),
                ChildJvm.acrossTenants(arguments),
                Counting.quick(projection).lease(Duration.ofMinutes(1)).retries(RetryPolicy.none()));
        try (RunningProjections running = holdfast.projections().start()) {
            until(() -> holdfast.projections().status().stream()
                    .allMatch(status -> status.behind() == 0 && status.tenantsBehind() == 0));
            System.out.println("caught up, parked "
                    + holdfast.projections().status().stream()
                            .mapToLong(ProjectionStatus::parkedStreams)
                            .sum());
            mended = true;
            holdfast.projections().unpark("backlog");
            until(() -> holdfast.projections().parked("backlog").isEmpty());
            System.out.println("unparked");
        }
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofHours(1).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("it didn't come about");
            }
            Thread.sleep(100);
        }
    }
}
