package dev.holdfast.jdbi.crypto;

import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;

/** Somebody who may write every table and lift its checks, and has no key. */
final class Tamper {

    private static final HexFormat HEX = HexFormat.of();

    private final TestDatabase database;

    Tamper(TestDatabase database) {
        this.database = database;
        run("""
                do $$
                declare
                    made record;
                begin
                    for made in select conrelid::regclass as of, conname as name from pg_constraint
                        where contype = 'c' and conrelid::regclass::text in ('patients', 'letters')
                    loop
                        execute format('alter table %s drop constraint %I', made.of, made.name);
                    end loop;
                end
                $$""");
    }

    void run(String sql) {
        Sql.run(database.superuserDataSource(), sql);
    }

    /** Begins anew; triggers refuse to delete softly deletable rows for good. */
    void empty() {
        run("set session_replication_role = replica; delete from letters; delete from patients");
    }

    /** The bytes of a column where a condition holds. */
    byte[] read(String table, String column, String condition) {
        return HEX.parseHex(Sql.one(
                database.superuserDataSource(),
                "select encode(" + column + ", 'hex') from " + table + " where " + condition));
    }

    void write(String table, String column, byte[] bytes, String condition) {
        try (Connection connection = database.superuserDataSource().getConnection();
                PreparedStatement update =
                        connection.prepareStatement("update " + table + " set " + column + " = ? where " + condition)) {
            update.setBytes(1, bytes);
            if (update.executeUpdate() != 1) {
                throw new AssertionError("not one row: " + condition);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static String id(Object id) {
        return "id = '" + id + "'";
    }
}
