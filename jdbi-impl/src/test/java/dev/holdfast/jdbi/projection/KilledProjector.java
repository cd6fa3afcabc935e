package dev.holdfast.jdbi.projection;

import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.event.ChildJvm;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionListener;
import java.time.Duration;

/** Runs a projection until it is killed, and prints a line for each batch. */
final class KilledProjector {

    private KilledProjector() {}

    static Projection projection() {
        return Projection.named("killed")
                .partitionedBy(3, event -> ((Published) event.data()).edition() % 10)
                .on(
                        Published.class,
                        (event, tx) -> Counting.add(
                                tx,
                                "tallies",
                                "k" + event.data().edition() % 10,
                                event.data().edition()))
                .build();
    }

    public static void main(String[] arguments) throws Exception {
        var holdfast = Counting.holdfast(
                ChildJvm.application(arguments),
                ChildJvm.acrossTenants(arguments),
                Counting.quick(projection())
                        .batchSize(5)
                        .lease(Duration.ofSeconds(1))
                        .listener(new ProjectionListener() {
                            @Override
                            public void handled(String projection, int partition, int events, Duration took) {
                                System.out.println(partition + ": " + events);
                            }
                        }));
        holdfast.projections().start();
        Thread.currentThread().join();
    }
}
