package dev.holdfast.jdbi.internal.event;

import static dev.holdfast.jdbi.internal.event.EventColumns.INTEGERS;
import static dev.holdfast.jdbi.internal.event.EventColumns.LONGS;
import static dev.holdfast.jdbi.internal.event.EventColumns.TEXTS;
import static dev.holdfast.jdbi.internal.event.EventColumns.UUIDS;

import dev.holdfast.internal.Parameter;
import dev.holdfast.query.Row;
import dev.holdfast.sql.SqlTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The statement that appends for several callers. */
final class CoalescedAppends {

    private CoalescedAppends() {}

    /**
     * Gives one row: for each append, in order, what became of it; empty where it is to go by itself.
     *
     * @param appends not empty, their tenants of one class
     */
    static FixedQuery<List<Optional<AppendOutcome>>> of(List<OneAppend> appends) {
        return new FixedQuery<>(
                EventSql.APPEND_MANY.withoutTenant(
                        Parameter.of(
                                column(appends, OneAppend::tenant),
                                SqlTypes.array(
                                        SqlTypes.of(appends.get(0).tenant().getClass())),
                                "tenant_id"),
                        texts(appends, "actor", one -> one.told().actor()),
                        texts(appends, "reason", one -> one.told().reason()),
                        texts(appends, "request", one -> one.told().requestId()),
                        texts(appends, "category", one -> one.append().stream().category()),
                        texts(appends, "stream", one -> one.append().stream().id()),
                        Parameter.of(
                                column(appends, one -> one.append().expected().code()), LONGS, "expected"),
                        Parameter.of(column(appends, OneAppend::id), UUIDS, "event_id"),
                        texts(appends, "type", OneAppend::type),
                        Parameter.of(column(appends, OneAppend::schemaVersion), INTEGERS, "schema_version"),
                        texts(appends, "data", OneAppend::data),
                        texts(appends, "metadata", OneAppend::metadata)),
                EventColumns.APPEND_MANY,
                CoalescedAppends::outcomes);
    }

    private static Parameter texts(List<OneAppend> appends, String label, Function<OneAppend, @Nullable Object> value) {
        return Parameter.of(column(appends, value), TEXTS, label);
    }

    private static @Nullable Object[] column(List<OneAppend> appends, Function<OneAppend, @Nullable Object> value) {
        @Nullable Object[] column = new @Nullable Object[appends.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(appends.get(i));
        }
        return column;
    }

    private static List<Optional<AppendOutcome>> outcomes(Row row) {
        List<Long> versions = row.get(EventColumns.VERSIONS);
        List<Long> positions = row.get(EventColumns.POSITIONS);
        List<Optional<AppendOutcome>> outcomes = new ArrayList<>(versions.size());
        for (int i = 0; i < versions.size(); i++) {
            outcomes.add(AppendOutcome.ofMany(versions.get(i), positions.get(i)));
        }
        return outcomes;
    }
}
