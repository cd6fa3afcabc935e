package dev.holdfast.testkit.internal.isolation;

import dev.holdfast.TenantScope;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.Seeder;
import dev.holdfast.testkit.Seeders;
import dev.holdfast.testkit.TestkitException;
import java.util.Objects;

/** Stores rows by the seeders of a test. */
public record Seeds(Seeders seeders) {

    /** A new row of the tenant's. */
    public Seeded seed(Table table, TenantScope scope) {
        Seeder seeder = Objects.requireNonNull(seeders.find(table));
        Object key;
        try {
            key = seeder.seed(scope);
        } catch (Exception e) {
            throw new TestkitException(
                    "the seeder of table " + table,
                    "it failed with " + e.getClass().getSimpleName(),
                    "See the cause; it has to store a valid row for whichever tenant it is called for, again and again",
                    e);
        }
        return Seeded.of(table, key);
    }

    /** A row that its own tenant doesn't find proves nothing when others don't find it either. */
    public static TestkitException notFound(Table table, String owner, String way) {
        return new TestkitException(
                "the seeder of table " + table,
                "the key that it returned finds no row, or several, " + owner + "by " + way,
                "Return the primary key of the row it stored, and let holdfast and the data source lead to one database");
    }
}
