package dev.holdfast.jdbi.event;

import dev.holdfast.crypto.Encryption;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;
import javax.sql.DataSource;

/** The database of the event store's tests: the tables of {@link Press}, and its two tenants. */
public final class Newsroom implements DatabaseTemplate {

    public static final TinkKeyring KEYRING = TinkKeyring.generate();
    public static final long A = Press.A;
    public static final long B = Press.B;
    public static final EventTypes TYPES = EventTypes.of(ArticleEvent.class);

    @Override
    public void prepare(TestDatabase database) throws Exception {
        new Press().prepare(database);
    }

    public static JdbiHoldfast holdfast(TestDatabase database) {
        return holdfast(database, EventSettings.with(TYPES));
    }

    /** A Holdfast with other events. */
    public static JdbiHoldfast holdfast(TestDatabase database, EventSettings events) {
        return holdfast(database, database.applicationDataSource(), events);
    }

    /** A Holdfast over a data source of the application's role. */
    public static JdbiHoldfast holdfast(TestDatabase database, DataSource application, EventSettings events) {
        return JdbiHoldfast.builder(application)
                .schema(Press.SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .encryption(Encryption.with(KEYRING))
                .events(events)
                .build();
    }
}
