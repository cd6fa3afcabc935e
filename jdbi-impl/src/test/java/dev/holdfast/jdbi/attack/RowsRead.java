package dev.holdfast.jdbi.attack;

import dev.holdfast.Transaction;
import dev.holdfast.jdbi.JdbiTransaction;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** How many rows of Holdfast's tables PostgreSQL reads, by its own count, whatever the plan; the functions' reads too. */
public final class RowsRead {

    /** The ways in which PostgreSQL plans a prepared statement. */
    public static final List<String> MODES = List.of("force_custom_plan", "force_generic_plan", "auto");

    private RowsRead() {}

    /** By this work, in a transaction whose statements are planned in a mode. */
    public static long by(Transaction tx, String mode, Consumer<Transaction> work) {
        Handle handle = JdbiTransaction.handleOf(tx);
        handle.execute("set local plan_cache_mode = " + mode);
        long before = soFar(handle);
        work.accept(tx);
        return soFar(handle) - before;
    }

    /** By this connection, as far as PostgreSQL hasn't passed its counts on. */
    private static long soFar(Handle handle) {
        return handle.createQuery("select coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)"
                        + " from pg_stat_xact_user_tables where schemaname = 'holdfast'")
                .mapTo(Long.class)
                .one();
    }
}
