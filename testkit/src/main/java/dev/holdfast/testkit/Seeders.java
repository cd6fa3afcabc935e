package dev.holdfast.testkit;

import dev.holdfast.table.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Seeder} for each tenant-owned table, for {@link TenantIsolation}. Immutable: {@link #table} returns another
 * value.
 *
 * <pre>{@code
 * Seeders seeders = Seeders.of()
 *         .table(AUTHORS, scope -> author(scope, randomName()))
 *         .table(ARTICLES, scope -> article(scope, author(scope, randomName()), "One"));
 * }</pre>
 *
 * A seeder is called several times for each tenant: let what is unique differ from call to call.
 */
public final class Seeders {

    private final Map<Table, Seeder> byTable;

    private Seeders(Map<Table, Seeder> byTable) {
        this.byTable = byTable;
    }

    /** None, to begin with. */
    public static Seeders of() {
        return new Seeders(Map.of());
    }

    /**
     * These and one more.
     *
     * @throws TestkitException where the table has one already
     */
    public Seeders table(Table table, Seeder seeder) {
        if (byTable.containsKey(table)) {
            throw new TestkitException("table " + table, "it has a seeder already", "Keep one of the two");
        }
        Map<Table, Seeder> more = new LinkedHashMap<>(byTable);
        more.put(table, seeder);
        return new Seeders(more);
    }

    /** The table's seeder, or null where there is none. */
    public @Nullable Seeder find(Table table) {
        return byTable.get(table);
    }

    @Override
    public String toString() {
        return "Seeders" + byTable.keySet();
    }
}
