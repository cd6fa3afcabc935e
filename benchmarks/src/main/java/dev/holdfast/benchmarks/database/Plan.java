package dev.holdfast.benchmarks.database;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SqlText;
import dev.holdfast.query.Query;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.StringJoiner;
import java.util.function.Function;

/** How PostgreSQL runs a query for the application's role, behind row-level security. */
public final class Plan {

    private Plan() {}

    /**
     * The plan, without costs.
     *
     * @param mode {@code force_custom_plan} or {@code force_generic_plan}
     * @param value a parameter's value as text; not asked for the tenant
     */
    public static String of(BenchmarkDatabase database, Query<?> query, String mode, Function<Parameter, String> value)
            throws SQLException {
        SqlText text = query.texts(Audience.TENANT).get(0);
        String statement = text.sql();
        StringJoiner values = new StringJoiner(", ", "(", ")").setEmptyValue("");
        for (int i = 0; i < text.parameters().size(); i++) {
            Parameter parameter = text.parameters().get(i);
            statement = statement.replaceFirst("\\?", "\\$" + (i + 1));
            values.add("'" + (parameter.isTenant() ? BenchmarkDatabase.TENANT : value.apply(parameter)) + "'");
        }
        try (HikariDataSource pool = database.pool(Role.APPLICATION);
                Connection connection = pool.getConnection();
                Statement session = connection.createStatement()) {
            session.execute("set plan_cache_mode = " + mode);
            session.execute("select set_config('holdfast.tenant_id', '" + BenchmarkDatabase.TENANT + "', false)");
            session.execute("prepare measured as " + statement);
            StringJoiner lines = new StringJoiner("\n");
            try (ResultSet rows = session.executeQuery("explain (costs off) execute measured" + values)) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            return lines.toString();
        }
    }
}
