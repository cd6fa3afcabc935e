package dev.holdfast.history;

import dev.holdfast.error.StatementException;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.internal.Required;
import dev.holdfast.query.StatementRunner;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The versions of one row, oldest first unless it says otherwise. Each call returns a new value; of the session's thread-safety.
 * A row of another tenant has no versions here.
 */
@CheckReturnValue
public final class RowHistory {

    private static final int MOST = 100_000;

    private final StatementRunner runner;
    private final VersionQuery query;

    RowHistory(StatementRunner runner, VersionQuery query) {
        this.runner = runner;
        this.query = query;
    }

    private RowHistory with(boolean newestFirst, @Nullable Long behind, @Nullable Integer limit) {
        return new RowHistory(
                runner, new VersionQuery(query.columns(), query.shape(), query.key(), newestFirst, behind, limit));
    }

    /** The last version first. */
    public RowHistory newestFirst() {
        return with(true, query.behind(), query.limit());
    }

    /** Only what comes behind this version in the order: later ones, or earlier ones after {@link #newestFirst}. */
    public RowHistory after(Version version) {
        return after(Required.given("after", version).sequence());
    }

    /** As {@link #after(Version)}, by the version's sequence. */
    public RowHistory after(long sequence) {
        return with(query.newestFirst(), sequence, query.limit());
    }

    /** At most so many versions, from 1 to 100000. */
    public RowHistory limit(int versions) {
        if (versions < 1 || versions > MOST) {
            throw new StatementException("limit(" + versions + "): a limit of versions is 1 to " + MOST);
        }
        return with(query.newestFirst(), query.behind(), versions);
    }

    /**
     * Reads them; empty where there never was such a row for this session.
     *
     * @throws dev.holdfast.error.TenantRequiredException where the table is tenant-owned and the session isn't one tenant's
     */
    public List<Version> list() {
        return runner.list(query);
    }

    /** The first one in the order: how the row came to be, or after {@link #newestFirst} what it is now. */
    public Optional<Version> first() {
        return runner.findOne(limit(1).query);
    }

    /** The SQL; needs no database. */
    public String toSql() {
        return query.toSql();
    }
}
