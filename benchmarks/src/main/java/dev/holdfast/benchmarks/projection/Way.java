package dev.holdfast.benchmarks.projection;

import dev.holdfast.event.RecordedEvent;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.projection.Projection;
import dev.holdfast.query.PlainStatement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** How a projection's handlers write the sales; all by plain SQL, so that the ways differ in nothing else. */
enum Way {
    /** A statement a batch, which sums. */
    SET_BASED {
        @Override
        Projection.Builder handling(Projection.Builder projection) {
            String sql = Sales.adding(
                    table(),
                    "select " + TENANT + ", article, count(*), sum(cents) from unnest(:articles, :cents)"
                            + " as n (article, cents) group by article");
            return projection.onBatch(Sold.class, (events, tx) -> handle((JdbiTransaction) tx)
                    .createUpdate(sql)
                    .bindArray("articles", String.class, articles(events))
                    .bindArray("cents", Long.class, cents(events))
                    .execute());
        }

        private Object[] articles(List<RecordedEvent<Sold>> events) {
            return events.stream().map(event -> event.data().article()).toArray();
        }

        private Object[] cents(List<RecordedEvent<Sold>> events) {
            return events.stream().map(event -> event.data().cents()).toArray();
        }
    },

    /** Summed in Java, and a statement a batch. */
    SUMMED {
        @Override
        Projection.Builder handling(Projection.Builder projection) {
            String sql = Sales.adding(
                    table(),
                    "select " + TENANT + ", article, sales, cents from unnest(:articles, :sales, :cents)"
                            + " as n (article, sales, cents)");
            return projection.onBatch(Sold.class, (events, tx) -> {
                Map<String, Sum> sums = new HashMap<>();
                events.forEach(event -> sums.computeIfAbsent(event.data().article(), none -> new Sum())
                        .add(event.data().cents()));
                handle((JdbiTransaction) tx)
                        .createUpdate(sql)
                        .bindArray("articles", String.class, sums.keySet().toArray())
                        .bindArray(
                                "sales",
                                Long.class,
                                sums.values().stream().map(Sum::sales).toArray())
                        .bindArray(
                                "cents",
                                Long.class,
                                sums.values().stream().map(Sum::cents).toArray())
                        .execute();
            });
        }
    },

    /** A statement an event, sent together. */
    PIPELINED {
        @Override
        Projection.Builder handling(Projection.Builder projection) {
            String sql = Sales.adding(table(), "values (" + TENANT + ", {0}, 1, {1})");
            return projection.onWriting(
                    Sold.class,
                    (event, writes) -> writes.add(PlainStatement.of(
                            sql, event.data().article(), event.data().cents())));
        }
    },

    /** A statement an event, one after the other. */
    ONE_BY_ONE {
        @Override
        Projection.Builder handling(Projection.Builder projection) {
            String sql = Sales.adding(table(), "values (" + TENANT + ", :article, 1, :cents)");
            return projection.on(Sold.class, (event, tx) -> handle((JdbiTransaction) tx)
                    .createUpdate(sql)
                    .bind("article", event.data().article())
                    .bind("cents", event.data().cents())
                    .execute());
        }
    };

    private static final String TENANT = "cast(current_setting('holdfast.tenant_id') as bigint)";

    abstract Projection.Builder handling(Projection.Builder projection);

    Projection projection() {
        return handling(Projection.named(projectionName())).build();
    }

    String projectionName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its read model. */
    String table() {
        return "sales_" + projectionName();
    }

    private static Handle handle(JdbiTransaction tx) {
        return tx.handle();
    }
}
