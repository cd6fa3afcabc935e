package dev.holdfast.jdbi.attack;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;

/** Pools of the application's role, which the test closes. */
public final class Pools {

    private Pools() {}

    /** One connection, which is so the same one each time. */
    public static HikariDataSource ofOne(TestDatabase database, String... parameters) {
        return pool(database.url(Role.APPLICATION), 1, true, parameters);
    }

    public static HikariDataSource pool(TestDatabase database, int size, boolean autoCommit, String... parameters) {
        return pool(database.url(Role.APPLICATION), size, autoCommit, parameters);
    }

    /** A pool over a URL, to which driver parameters such as {@code prepareThreshold=0} are added. */
    public static HikariDataSource pool(String url, int size, boolean autoCommit, String... parameters) {
        HikariConfig config = new HikariConfig();
        StringBuilder full = new StringBuilder(url);
        for (String parameter : parameters) {
            full.append('&').append(parameter);
        }
        config.setJdbcUrl(full.toString());
        config.setMaximumPoolSize(size);
        config.setAutoCommit(autoCommit);
        config.setConnectionTimeout(2_000);
        return new HikariDataSource(config);
    }
}
