package dev.holdfast.jdbi.internal.deletion.doctor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link DeletionCatalog} answers, one record for each question. Public, since JDBI makes them. */
public final class DeletionRows {

    private DeletionRows() {}

    /**
     * A soft-deletable table: its check constraints as PostgreSQL prints them, and to whom of those that bind the
     * application or the work across tenants DELETE is granted.
     */
    public record SoftTableRow(long relation, List<String> checks, List<String> deleters) {}

    /**
     * A trigger that fires.
     *
     * @param function the function of the schema {@code holdfast} that it calls; null where it is one that was made for it
     */
    public record TriggerRow(
            long relation,
            String name,
            @Nullable String function,
            String signature,
            String definition,
            String source) {}

    /** A foreign key to a soft-deletable table, of any table at all; a null comment is none. */
    public record SoftKeyRow(
            long relation,
            String schema,
            String table,
            long target,
            String name,
            @Nullable String comment,
            String onDelete,
            boolean validated,
            List<String> fromColumns,
            List<String> toColumns) {}

    /**
     * A table and what stands beside it under the name of its live view; nulls where nothing does.
     *
     * @param recorded what {@code holdfast.make_live_view} wrote down when it made the view; null for nothing
     * @param comparable true where the application may ask what the view should be now
     * @param columns the view's columns, each with its type
     * @param lacking privileges that the application has on the table and lacks on the view
     */
    public record LiveViewRow(
            long relation,
            @Nullable Long view,
            @Nullable String kind,
            boolean made,
            @Nullable String recorded,
            boolean comparable,
            boolean invoker,
            boolean checked,
            List<String> columns,
            @Nullable String deleteTrigger,
            List<String> lacking) {}

    /**
     * What a table's live view should be now.
     *
     * @param record what would be written down if it were made now
     * @param columns its columns, each with its type
     */
    public record WantedViewRow(long relation, String record, List<String> columns) {}

    /**
     * A function under the name of a table's purge function.
     *
     * @param made true where Holdfast made it
     * @param open true where everybody may call it
     */
    public record PurgeRow(
            long relation,
            String signature,
            List<String> parameters,
            boolean made,
            boolean definer,
            String owner,
            boolean open,
            boolean usable,
            List<String> settings,
            String source) {}
}
