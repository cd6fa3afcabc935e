package dev.holdfast.benchmarks.event;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.testkit.Role;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jdbc.PostgresEventTableFactory;
import org.axonframework.eventsourcing.eventstore.jpa.SQLStateResolver;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.jackson3.Jackson3Serializer;

/**
 * Axon Framework's {@code JdbcEventStorageEngine}, as it comes: its table for PostgreSQL, its ids of events, JSON by the same
 * Jackson; its batch rewritten by the driver. Its sequence numbers begin with 0.
 */
final class AxonEvents implements EventStoring {

    private static final String TABLE = new EventSchema().domainEventTable();

    private final HikariDataSource pool;
    private final AxonTransactions transactions;
    private final JdbcEventStorageEngine engine;

    AxonEvents(BenchmarkDatabase database) {
        this.pool = database.pool(Role.SUPERUSER, "&reWriteBatchedInserts=true");
        this.transactions = new AxonTransactions(pool);
        Jackson3Serializer serializer = Jackson3Serializer.builder().build();
        this.engine = JdbcEventStorageEngine.builder()
                .connectionProvider(transactions)
                .transactionManager(transactions)
                .eventSerializer(serializer)
                .snapshotSerializer(serializer)
                .persistenceExceptionResolver(new SQLStateResolver(RawEvents.TAKEN))
                .build();
    }

    @Override
    public List<String> tables() {
        return List.of(TABLE);
    }

    @Override
    public void create(EventTables as) {
        transactions.executeInTransaction(() -> engine.createSchema(PostgresEventTableFactory.INSTANCE));
    }

    @Override
    public String filling(EventFill fill) {
        String type = "'" + LedgerEvent.class.getName() + "$' || initcap(" + Ledger.typeSql("version") + ")";
        return "insert into " + TABLE + " (eventIdentifier, aggregateIdentifier, sequenceNumber, type, timeStamp,"
                + " payloadType, payload, metaData) select id, number, version - 1, '" + Ledger.CATEGORY
                + "', '2026-01-01T00:00:00.000Z', " + type + ", convert_to(" + Ledger.jsonSql("version")
                + "::text, 'UTF8'), convert_to('{}', 'UTF8') from " + fill.rows() + " n order by id";
    }

    @Override
    public String reading() {
        return "select sequenceNumber + 1 as version, lower(split_part(payloadType, '$', 2)) as type,"
                + " convert_from(payload, 'UTF8') as data from " + TABLE
                + " where aggregateIdentifier = ?::bigint::text order by sequenceNumber";
    }

    @Override
    public long tryAppend(long stream, long version, List<LedgerEvent> events) {
        List<DomainEventMessage<?>> messages = new ArrayList<>(events.size());
        long sequence = version;
        for (LedgerEvent event : events) {
            messages.add(new GenericDomainEventMessage<>(Ledger.CATEGORY, Long.toString(stream), sequence++, event));
        }
        try {
            engine.appendEvents(messages);
            return version;
        } catch (ConcurrencyException lost) {
            return engine.lastSequenceNumberFor(Long.toString(stream)).orElseThrow() + 1;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
