package dev.holdfast.benchmarks.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** How contenders without Holdfast tell PostgreSQL their tenant, which is {@link BenchmarkDatabase#TENANT}. */
public final class TenantFrame {

    /** Sets the tenant for the transaction; the parameter is {@link #TENANT_TEXT}. */
    public static final String SETTING = "select set_config('holdfast.tenant_id', ?, true)";

    public static final String TENANT_TEXT = Long.toString(BenchmarkDatabase.TENANT);

    private TenantFrame() {}

    /** Begin, tenant, statements and commit as one execution, which is one round trip; the tenant is its first parameter. */
    public static String pipelined(String statements) {
        return pipelined("begin", statements);
    }

    /** The same for queries, in a transaction that only reads. */
    public static String pipelinedReading(String queries) {
        return pipelined("begin read only", queries);
    }

    private static String pipelined(String begin, String statements) {
        return begin + "; " + SETTING + "; " + statements + "; commit";
    }

    /** Sets the tenant in a transaction, as a statement of its own. */
    public static void set(Connection connection) throws SQLException {
        try (PreparedStatement setting = connection.prepareStatement(SETTING)) {
            setting.setString(1, TENANT_TEXT);
            setting.execute();
        }
    }
}
