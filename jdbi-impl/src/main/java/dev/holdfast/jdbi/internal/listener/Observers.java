package dev.holdfast.jdbi.internal.listener;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.listener.ExecutedStatement;
import dev.holdfast.listener.StatementListener;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/** Whom to tell of statements. Thread-safe; where there is nobody it makes nothing and asks for no time. */
public final class Observers {

    /** While a thread tells: what a listener sends itself would be told without end. */
    private static final ThreadLocal<@Nullable Boolean> TELLING = new ThreadLocal<>();

    private final List<StatementListener> listeners;
    private final @Nullable LoggedByJdbi logger;

    private Observers(List<StatementListener> listeners, @Nullable LoggedByJdbi logger) {
        this.listeners = listeners;
        this.logger = logger;
    }

    /**
     * Those given, and the logger that the user has set on a Jdbi; from now on they are told what that Jdbi runs, too.
     *
     * @param tenantOf the tenant of the session that has a connection; null where it has none
     */
    public static Observers over(
            Jdbi jdbi, List<StatementListener> listeners, Function<Connection, @Nullable Object> tenantOf) {
        SqlStatements config = jdbi.getConfig(SqlStatements.class);
        SqlLogger given = config.getSqlLogger();
        SqlLogger harmless = given == SqlLogger.NOP_SQL_LOGGER ? null : new HarmlessLogger(given);
        Observers observers =
                new Observers(List.copyOf(listeners), harmless == null ? null : new LoggedByJdbi(harmless));
        if (!listeners.isEmpty()) {
            config.setSqlLogger(new ToldByJdbi(observers, tenantOf, harmless == null ? given : harmless));
        } else if (harmless != null) {
            config.setSqlLogger(harmless);
        }
        return observers;
    }

    public boolean areNone() {
        return listeners.isEmpty() && logger == null;
    }

    /**
     * A statement about to be sent.
     *
     * @param sql as it is to be told
     */
    public Observation begin(Connection connection, String sql, @Nullable Object tenant) {
        return areNone() ? Observation.NONE : new Observation(this, connection, sql, tenant);
    }

    @Nullable
    LoggedByJdbi logger() {
        return logger;
    }

    void tell(
            String sql,
            @Nullable Object tenant,
            Duration duration,
            OptionalLong rows,
            @Nullable DatabaseException error) {
        if (listeners.isEmpty() || TELLING.get() != null) {
            return;
        }
        TELLING.set(true);
        try {
            ExecutedStatement executed = new ExecutedStatement(sql, tenant, duration, rows, error);
            for (StatementListener listener : listeners) {
                Harmless.call(listener, () -> listener.executed(executed));
            }
        } finally {
            TELLING.remove();
        }
    }
}
