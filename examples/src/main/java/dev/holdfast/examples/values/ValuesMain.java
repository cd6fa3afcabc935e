package dev.holdfast.examples.values;

import static dev.holdfast.examples.values.Readings.READINGS;

import dev.holdfast.TenantScope;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.MappingException;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.examples.values.Readings.Quality;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.query.Row;
import dev.holdfast.table.Schema;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;

/** Values that PostgreSQL can't keep are refused before they are sent, and what Java can't say stops no reader. */
public final class ValuesMain {

    private ValuesMain() {}

    public static void main(String[] args) {
        try (var database = ExampleDatabase.with(Schema.of(READINGS))) {
            TenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            refused(acme);
            readOn(acme);
        }
    }

    private static void store(TenantScope acme, Instant takenAt, BigDecimal amount) {
        acme.insertInto(READINGS, row -> row.set(READINGS.takenAt, takenAt)
                        .set(READINGS.amount, amount)
                        .set(READINGS.quality, Quality.GOOD)
                        .set(READINGS.meter, null))
                .execute();
    }

    private static void refused(TenantScope acme) {
        // region:refused
        BigDecimal measured = new BigDecimal("20.125");
        try {
            store(acme, Instant.parse("2026-01-01T12:00:00.123456789Z"), measured);
        } catch (InvalidValueException e) {
            System.out.println("Refused: " + e.getMessage());
            store(acme, Instant.parse("2026-01-01T12:00:00.123456789Z"), measured.setScale(2, RoundingMode.HALF_UP));
        }
        // endregion:refused
        System.out.println("Stored: "
                + acme.from(READINGS)
                        .where(READINGS.takenAt.oneOf(List.of(Instant.parse("2026-01-01T12:00:00.123456789Z"))))
                        .map(row -> row.get(READINGS.amount) + " at " + row.get(READINGS.takenAt))
                        .one());
    }

    private static void readOn(TenantScope acme) {
        // region:read-on
        acme.execute(PlainStatement.of("insert into readings (tenant_id, taken_at, amount, quality)"
                + " values (current_setting('holdfast.tenant_id')::bigint, 'infinity', 1, 'unheard of')"));
        List<String> lines = acme.from(READINGS)
                .orderBy(READINGS.id.asc())
                .map(row -> row.get(READINGS.amount) + " " + takenAt(row))
                .list();
        // endregion:read-on
        System.out.println("Read on: " + lines);
    }

    // region:unreadable
    private static String takenAt(Row row) {
        try {
            return row.get(READINGS.takenAt).toString();
        } catch (MappingException e) {
            return "has no time that Java can say (" + e.table() + "." + e.column() + ")";
        }
    }
    // endregion:unreadable
}
