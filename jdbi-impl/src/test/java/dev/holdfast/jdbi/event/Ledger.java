package dev.holdfast.jdbi.event;

import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;

/** The store's tables, for somebody who may do anything with them and has no key. */
public final class Ledger {

    private final TestDatabase database;

    public Ledger(TestDatabase database) {
        this.database = database;
    }

    /** All rows of all tables as text, as a dump has them; bytes in hex. */
    public String dump() {
        List<String> rows = new ArrayList<>();
        for (String table : column("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in"
                + " ('holdfast', 'public')")) {
            rows.addAll(column("select t::text from " + table + " t"));
        }
        return String.join("\n", rows);
    }

    List<String> column(String sql) {
        return Sql.column(database.superuserDataSource(), sql).stream()
                .map(String::valueOf)
                .toList();
    }

    String one(String sql) {
        List<String> found = column(sql);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " rows: " + sql);
        }
        return found.get(0);
    }

    /** Runs SQL past all triggers. */
    void run(String sql) {
        Sql.run(database.superuserDataSource(), "set session_replication_role = replica; " + sql);
    }

    /** A condition for one stream's rows. */
    static String of(String category, String id) {
        return "(tenant_id, stream_no) in (select tenant_id, stream_no from holdfast.streams where category = '"
                + category + "' and stream_id = '" + id + "')";
    }
}
