package dev.holdfast.jdbi.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Sends statements without parameters, whose results don't matter. */
final class Commands {

    private Commands() {}

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
