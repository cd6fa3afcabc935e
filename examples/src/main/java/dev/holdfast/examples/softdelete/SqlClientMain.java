package dev.holdfast.examples.softdelete;

import dev.holdfast.examples.support.ExampleDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/** The same rows by SQL alone, on a connection that knows nothing of Holdfast. */
public final class SqlClientMain {

    private SqlClientMain() {}

    public static void main(String[] args) throws IOException, SQLException {
        try (var database = Magazine.open();
                Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement()) {
            var acme = database.holdfast().tenant(ExampleDatabase.ACME);
            Magazine.articles(acme, Magazine.author(acme, "Ann"), "rain", "sun");
            for (String sql : script().replaceAll("--.*", "").split(";")) {
                if (!sql.isBlank()) {
                    run(statement, sql.strip());
                }
            }
            run(statement, "delete from articles");
        }
    }

    private static String script() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(SqlClientMain.class.getResourceAsStream("client.sql"), "client.sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void run(Statement statement, String sql) throws SQLException {
        try {
            if (!statement.execute(sql)) {
                return;
            }
        } catch (SQLException refused) {
            System.out.println(sql + ": refused, SQLSTATE " + refused.getSQLState());
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
