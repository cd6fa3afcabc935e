package dev.holdfast.examples.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/** Runs SQL on a connection that knows nothing of Holdfast, and prints the rows. */
public final class SqlScript {

    private final Connection connection;

    public SqlScript(Connection connection) {
        this.connection = connection;
    }

    /** Runs a file beside a class, statement by statement; no text in it has a semicolon or two dashes. */
    public void runAll(Class<?> beside, String name) throws IOException, SQLException {
        String script;
        try (InputStream file = Objects.requireNonNull(beside.getResourceAsStream(name), name)) {
            script = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (String sql : script.replaceAll("--.*", "").split(";")) {
            if (!sql.isBlank()) {
                run(sql.strip());
            }
        }
    }

    /** Runs a statement; prints its rows, or that it was refused. */
    public void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!executed(statement, sql)) {
                return;
            }
            try (ResultSet rows = statement.getResultSet()) {
                int columns = rows.getMetaData().getColumnCount();
                while (!sql.contains("set_config") && rows.next()) {
                    StringBuilder line = new StringBuilder();
                    for (int i = 1; i <= columns; i++) {
                        line.append(i == 1 ? "" : " | ").append(rows.getString(i));
                    }
                    System.out.println(line);
                }
            }
        }
    }

    private static boolean executed(Statement statement, String sql) throws SQLException {
        try {
            return statement.execute(sql);
        } catch (SQLException refused) {
            System.out.println(sql.lines().findFirst().orElse(sql) + ": refused, SQLSTATE " + refused.getSQLState());
            return false;
        }
    }
}
