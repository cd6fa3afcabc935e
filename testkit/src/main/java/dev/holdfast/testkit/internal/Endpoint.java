package dev.holdfast.testkit.internal;

import dev.holdfast.testkit.TestkitException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ds.common.BaseDataSource;

/**
 * How one role reaches the server: address, user, password (empty for none) and the driver's other options. Immutable.
 * {@code toString} leaves the password out.
 */
public record Endpoint(String host, int port, String user, String password, Map<String, String> options) {
    private static final Set<String> OWN_FIELDS = Set.of("PGHOST", "PGPORT", "PGDBNAME", "user", "password");

    public Endpoint {
        options = Map.copyOf(options);
    }

    /** Reads a JDBC URL that carries its user; of several hosts the first counts. */
    public static Endpoint parse(String source, String url) {
        Properties parsed = parsed(source, url);
        String user = parsed.getProperty("user");
        if (user == null) {
            throw new TestkitException(
                    source,
                    "the URL names no user",
                    "Write it as jdbc:postgresql://host:port/database?user=…&password=…");
        }
        Map<String, String> options = new TreeMap<>();
        for (String name : parsed.stringPropertyNames()) {
            if (!OWN_FIELDS.contains(name)) {
                options.put(name, parsed.getProperty(name));
            }
        }
        return new Endpoint(
                first(parsed.getProperty("PGHOST", "localhost")),
                Integer.parseInt(first(parsed.getProperty("PGPORT", "5432"))),
                user,
                parsed.getProperty("password", ""),
                options);
    }

    /** The database that a JDBC URL names. */
    public static String databaseOf(String source, String url) {
        return parsed(source, url).getProperty("PGDBNAME", "postgres");
    }

    private static Properties parsed(String source, String url) {
        Properties parsed = Driver.parseURL(url, null);
        if (parsed == null) {
            throw new TestkitException(
                    source,
                    "not a JDBC URL of PostgreSQL",
                    "Write it as jdbc:postgresql://host:port/database?user=…&password=…");
        }
        return parsed;
    }

    private static String first(String list) {
        return list.split(",", 2)[0];
    }

    /** The same role at another address, by options that are added to its own. */
    public Endpoint through(String host, int port, Map<String, String> added) {
        Map<String, String> all = new TreeMap<>(options);
        all.putAll(added);
        return new Endpoint(host, port, user, password, all);
    }

    /** A JDBC URL with user and password in it. */
    public String url(String database) {
        Map<String, String> parameters = new TreeMap<>(options);
        parameters.put("user", user);
        if (!password.isEmpty()) {
            parameters.put("password", password);
        }
        String query = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        return "jdbc:postgresql://" + bracketed() + ":" + port + "/" + encode(database) + "?" + query;
    }

    /** A data source without a pool: each {@code getConnection} is a connection of its own. */
    public PGSimpleDataSource dataSource(String database) {
        return configured(new PGSimpleDataSource(), database);
    }

    /** A new pool, with nothing in it yet. */
    public ConnectionPool pool(String database) {
        return new ConnectionPool(configured(new PGConnectionPoolDataSource(), database));
    }

    private <T extends BaseDataSource> T configured(T dataSource, String database) {
        dataSource.setURL(url(database));
        if (!options.containsKey(PGProperty.APPLICATION_NAME.getName())) {
            dataSource.setApplicationName("holdfast-testkit");
        }
        if (!options.containsKey(PGProperty.ASSUME_MIN_SERVER_VERSION.getName())) {
            // else the driver sets the name after connecting, and "discard all" takes it back
            dataSource.setAssumeMinServerVersion("12");
        }
        return dataSource;
    }

    private String bracketed() {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return user + "@" + bracketed() + ":" + port;
    }
}
