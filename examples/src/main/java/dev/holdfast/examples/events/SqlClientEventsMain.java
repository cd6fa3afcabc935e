package dev.holdfast.examples.events;

import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.StreamId;
import dev.holdfast.examples.events.ParcelEvent.Delivered;
import dev.holdfast.examples.support.SqlScript;
import dev.holdfast.jdbi.JdbiTenantScope;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** The same store by SQL alone, on a connection that knows nothing of Holdfast. */
public final class SqlClientEventsMain {

    private SqlClientEventsMain() {}

    public static void main(String[] args) throws IOException, SQLException {
        try (var database = Depot.open();
                Connection connection = database.pool().getConnection()) {
            SqlScript script = new SqlScript(connection);
            script.runAll(SqlClientEventsMain.class, "append.sql");
            script.runAll(SqlClientEventsMain.class, "conflict.sql");
            script.runAll(SqlClientEventsMain.class, "follow.sql");
            script.runAll(SqlClientEventsMain.class, "streams.sql");
            JdbiTenantScope acme = Depot.acme(database);
            StreamId parcel = StreamId.stream("parcel", "p-1");
            acme.events().append(parcel, ExpectedVersion.exactly(2), new Delivered("back door"));
            System.out.println("By the library: " + acme.events().read(parcel).list());
            acme.events().archive(parcel, ExpectedVersion.any());
            script.runAll(SqlClientEventsMain.class, "follow.sql"); // gives what is archived, too
            script.run("insert into holdfast.events default values");
            script.run("update holdfast.events set type = 'parcel-lost'");
        }
    }
}
