package dev.holdfast.jdbi.internal.listener;

import dev.holdfast.error.DatabaseException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One statement from its sending to its end, of which it tells once. Used by one thread at a time. */
public final class Observation {

    /** Of which nobody is told. */
    public static final Observation NONE = new Observation(null, null, "", null);

    private final @Nullable Observers observers;
    private final @Nullable Connection connection;
    private final String sql;
    private final @Nullable Object tenant;
    private long begun;
    private long read;
    private boolean told;

    Observation(@Nullable Observers observers, @Nullable Connection connection, String sql, @Nullable Object tenant) {
        this.observers = observers;
        this.connection = connection;
        this.sql = sql;
        this.tenant = tenant;
    }

    /** Executes the statement; true where its first result is rows. */
    public boolean execute(PreparedStatement statement) throws SQLException {
        if (observers == null || connection == null) {
            return statement.execute();
        }
        begun = System.nanoTime();
        LoggedByJdbi logger = observers.logger();
        return logger == null ? statement.execute() : logger.execute(connection, sql, statement);
    }

    /** Executes a batch, which gives no rows. */
    public long[] executeBatch(PreparedStatement statement) throws SQLException {
        begun = observers == null ? 0 : System.nanoTime();
        return statement.executeLargeBatch();
    }

    /** It has run. */
    public void done(long rows) {
        tell(OptionalLong.of(rows), null);
    }

    /** A row of it was read, for one that ends later. */
    public void read() {
        if (observers != null) {
            read++;
        }
    }

    /** Nothing more is read of it. */
    public void end() {
        done(read);
    }

    /** It was refused; gives back the refusal. */
    public DatabaseException failed(DatabaseException refusal) {
        tell(OptionalLong.empty(), refusal);
        return refusal;
    }

    private void tell(OptionalLong rows, @Nullable DatabaseException error) {
        if (observers != null && !told) {
            told = true;
            observers.tell(sql, tenant, Duration.ofNanos(System.nanoTime() - begun), rows, error);
        }
    }
}
