package dev.holdfast.testkit;

import dev.holdfast.testkit.internal.Endpoint;
import dev.holdfast.testkit.internal.WireTap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * A proxy on the loopback address between pgjdbc and the server, that counts what goes over the wire and can lose it.
 *
 * <pre>{@code
 * try (RoundTrips tap = RoundTrips.before(database);
 *         Connection connection = tap.applicationDataSource().getConnection()) {
 *     tap.reset();
 *     query(connection);
 *     assertThat(tap.count()).isEqualTo(1);
 * }
 * }</pre>
 *
 * <p>What a connection says until it is first ready, and its good-bye, count for nothing; so a new connection for every
 * statement doesn't blur the picture. Connections go unencrypted: the tap has to read them. A count is complete as soon as
 * the client has its answer. Thread-safe; {@link #close()} cuts every connection.
 */
public final class RoundTrips implements AutoCloseable {
    /** No TLS, and no statements of the driver's own after it has connected. */
    private static final Map<String, String> READABLE =
            Map.of("sslmode", "disable", "gssEncMode", "disable", "assumeMinServerVersion", "15");

    private final TestDatabase database;
    private final WireTap tap;

    private RoundTrips(TestDatabase database, WireTap tap) {
        this.database = database;
        this.tap = tap;
    }

    /** Opens a tap in front of the database's server. */
    public static RoundTrips before(TestDatabase database) {
        Endpoint server = database.server().endpoint(Role.OWNER);
        try {
            return new RoundTrips(database, WireTap.open(server.host(), server.port()));
        } catch (IOException e) {
            throw new UncheckedIOException("no port for a tap before " + server, e);
        }
    }

    /** Connects as {@link Role#APPLICATION} through the tap; watched for leaks like {@link TestDatabase}'s own. */
    public DataSource applicationDataSource() {
        return dataSource(Role.APPLICATION);
    }

    /** Connects as {@link Role#OWNER} through the tap. */
    public DataSource ownerDataSource() {
        return dataSource(Role.OWNER);
    }

    /** Connects as {@link Role#ACROSS_TENANTS} through the tap. */
    public DataSource acrossTenantsDataSource() {
        return dataSource(Role.ACROSS_TENANTS);
    }

    /** A data source without a pool through the tap; watched for leaks. */
    public DataSource dataSource(Role role) {
        return database.tracked(role, through(role));
    }

    /** A JDBC URL, with user and password, that leads through the tap: for a pool. */
    public String url(Role role) {
        return through(role).url(database.name());
    }

    private Endpoint through(Role role) {
        return database.server().endpoint(role).through(WireTap.HOST, tap.port(), READABLE);
    }

    /** Round trips since the last {@link #reset()}: the same as {@link #flights()}. */
    public int count() {
        return flights();
    }

    /**
     * How often the client said something and the server answered until it was ready for more. Several statements sent
     * together are one flight.
     */
    public int flights() {
        return tap.counts().flights();
    }

    /**
     * How many requests for an answer the client sent, {@code Sync} of the extended protocol or simple {@code Query}:
     * each ends an implicit transaction. At least as many as {@link #flights()}, except for {@code copy … from stdin}.
     */
    public int syncs() {
        return tap.counts().syncs();
    }

    /** The SQL texts sent to be parsed, in order. A statement the server has prepared already isn't sent again. */
    public List<String> statements() {
        return tap.counts().statements();
    }

    /** Forgets all counts and texts; connections stay as they are. */
    public void reset() {
        tap.counts().reset();
    }

    /**
     * Loses one answer: the next request on any connection reaches the server and is carried out, its answer is dropped,
     * and the connection is cut. When the client sees the connection break, the server has finished; so a
     * {@code commit} whose success nobody hears of has been committed. Connections and requests after it are untouched.
     */
    public void dropReplies() {
        tap.dropNextReply();
    }

    /** Cuts every connection at once, whatever it is doing. New ones are welcome. */
    public void killAll() {
        tap.cutAll();
    }

    /** Cuts every connection and frees the port. */
    @Override
    public void close() {
        tap.close();
    }

    @Override
    public String toString() {
        return "RoundTrips[" + flights() + " flights, " + syncs() + " syncs before " + database + "]";
    }
}
