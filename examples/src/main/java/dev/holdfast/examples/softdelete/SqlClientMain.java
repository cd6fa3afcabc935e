package dev.holdfast.examples.softdelete;

import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.examples.support.SqlScript;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** The same rows by SQL alone, on a connection that knows nothing of Holdfast. */
public final class SqlClientMain {

    private SqlClientMain() {}

    public static void main(String[] args) throws IOException, SQLException {
        try (var database = Magazine.open();
                Connection connection = database.pool().getConnection()) {
            var acme = database.holdfast().tenant(ExampleDatabase.ACME);
            Magazine.articles(acme, Magazine.author(acme, "Ann"), "rain", "sun");
            SqlScript script = new SqlScript(connection);
            script.runAll(SqlClientMain.class, "client.sql");
            script.run("delete from articles");
        }
    }
}
