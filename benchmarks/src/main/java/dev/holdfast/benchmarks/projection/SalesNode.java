package dev.holdfast.benchmarks.projection;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.testkit.Role;

/** A Holdfast with connections of its own, as a process of an application has it. */
final class SalesNode implements AutoCloseable {

    private static final EventSettings EVENTS = EventSettings.with(EventTypes.of(Sold.class));
    private static final int ACROSS = 4;

    private final HikariDataSource application;
    private final HikariDataSource across;
    private final JdbiHoldfast holdfast;

    SalesNode(BenchmarkDatabase database, ProjectionSettings settings, int connections, String... tables) {
        this.application = database.pool(Role.APPLICATION, connections);
        this.across = database.pool(Role.ACROSS_TENANTS, ACROSS);
        this.holdfast = JdbiHoldfast.builder(application)
                .schema(Sales.schema(tables))
                .acrossTenants(across)
                .json(new Jackson3Json())
                .events(EVENTS)
                .projections(settings)
                .build();
    }

    JdbiHoldfast holdfast() {
        return holdfast;
    }

    @Override
    public void close() {
        application.close();
        across.close();
    }
}
