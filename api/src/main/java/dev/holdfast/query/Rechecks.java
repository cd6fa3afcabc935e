package dev.holdfast.query;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Recheck;
import dev.holdfast.expression.Selectable;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.DecryptedColumn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a select's condition wants compared again in the rows it found. The values for it are fetched behind all others,
 * unless they are selected anyway.
 * Where more rows may be found than are meant, limits are applied here and not by PostgreSQL.
 *
 * @param sent the select as it is sent
 * @param places where a row has the values for the comparisons, one after the other
 */
record Rechecks(SelectSpec given, SelectSpec sent, List<Recheck> all, List<Integer> places) {

    static Rechecks of(SelectSpec spec) {
        List<Recheck> all = spec.where == null ? List.of() : spec.where.rechecks();
        boolean groups = spec.distinct || !spec.groupBy.isEmpty() || spec.having != null || !spec.unions.isEmpty();
        if (all.isEmpty() || groups || computesRows(spec)) {
            return new Rechecks(spec, spec, List.of(), List.of());
        }
        List<? extends Selectable<?>> selected = spec.selection();
        int first = selected.size() + spec.includes.size() + spec.hidden.size();
        List<Selectable<?>> compared = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (Recheck recheck : all) {
            for (Selectable<?> needed : recheck.needs()) {
                int place = selected.indexOf(needed);
                places.add(place < 0 ? first + compared.size() : place);
                if (place < 0) {
                    compared.add(needed);
                }
            }
        }
        boolean required = all.stream().anyMatch(Recheck::isRequired);
        SelectSpec sent = spec.edit(s -> {
            s.compared = List.copyOf(compared);
            if (required) {
                s.limit = null;
            }
        });
        return new Rechecks(spec, sent, List.copyOf(all), List.copyOf(places));
    }

    /** A computed value may be an aggregate, whose row isn't one of the table's. */
    private static boolean computesRows(SelectSpec spec) {
        return spec.edit(s -> {
                    s.limit = null;
                    s.offset = null;
                })
                .isAggregated();
    }

    void permitIn(SqlWriter out) {
        if (given.offset != null && isRequired()) {
            throw new StatementException(
                    "offset() would count rows that aren't meant: " + all.get(0).refusal());
        }
        for (int i = 0; i < all.size(); i++) {
            out.permit(all.get(i));
        }
    }

    boolean isRequired() {
        return !all.isEmpty() && all.stream().anyMatch(Recheck::isRequired);
    }

    /**
     * Of what is selected no more than what is compared; any one value where nothing of it is; empty where nothing is
     * compared.
     */
    List<Selectable<?>> ofSelection() {
        if (all.isEmpty()) {
            return List.of();
        }
        List<? extends Selectable<?>> needs =
                all.stream().flatMap(recheck -> recheck.needs().stream()).toList();
        List<Selectable<?>> selection = given.selection();
        List<Selectable<?>> needed = selection.stream()
                .filter(part ->
                        needs.contains(part instanceof DecryptedColumn<?> decrypted ? decrypted.column() : part))
                .toList();
        return needed.isEmpty() ? List.of(selection.get(0)) : needed;
    }

    void refusePaging() {
        if (isRequired()) {
            throw new StatementException(
                    "page() would count rows that aren't meant: " + all.get(0).refusal());
        }
    }

    boolean keep(Row row) {
        if (all.isEmpty()) {
            return true;
        }
        int at = 0;
        for (Recheck recheck : all) {
            int count = recheck.needs().size();
            List<@Nullable Object> values = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                values.add(compared(recheck.needs().get(i), row.at(places.get(at++))));
            }
            if (!recheck.keeps(Collections.unmodifiableList(values))) {
                return false;
            }
        }
        return true;
    }

    /** One that nobody can compare must be seen by who asked, or the row could be anybody's. */
    private @Nullable Object compared(Selectable<?> needed, @Nullable Object value) {
        if (value instanceof Decrypted.Unreadable<?> unreadable && given.shape().indexOf(needed) < 0) {
            return unreadable.orElseThrow();
        }
        return Unread.required(value);
    }

    long keptAtMost() {
        return given.limit == null || !isRequired() ? Long.MAX_VALUE : given.limit;
    }
}
