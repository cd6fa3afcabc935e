package dev.holdfast.jdbi.internal.audit.doctor;

import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link RecordingCatalog} answers, one record for each question. Public, since JDBI makes them. */
public final class RecordingRows {

    private RecordingRows() {}

    /**
     * Whether changes can be recorded at all, and the application can ask of it.
     *
     * @param there whether there is what says which tables are recorded
     * @param recording whether anything is recorded, or was
     * @param readable whether the application may read that
     * @param callable whether the functions that the doctor asks are there for the application
     */
    public record StateRow(boolean there, boolean recording, boolean readable, boolean callable) {}

    /**
     * A table whose changes are, or were, recorded.
     *
     * @param schema null where the table is gone
     * @param versions the oid of the table of its versions; null for none
     */
    public record RecordedRow(
            int tableId,
            long relation,
            @Nullable String schema,
            @Nullable String name,
            String logicalName,
            boolean audited,
            boolean historical,
            @Nullable String tenantColumn,
            boolean wholeCopies,
            boolean noOps,
            boolean needsActor,
            List<String> excludedColumns,
            @Nullable List<String> includedColumns,
            boolean partitioned,
            @Nullable Long versions) {}

    /**
     * What keeps a table's changes from being recorded.
     *
     * @param kind problem, trigger, function, versions or views
     * @param remedy what helps, where Holdfast can't help by itself
     */
    public record FaultRow(
            int tableId,
            String kind,
            String fault,
            @Nullable String remedy) {}

    /**
     * A table that only triggers write.
     *
     * @param sql its name in SQL, with its schema
     * @param part whether it is a partition, which nobody reads by its own name
     * @param own whether the application can act as its owner
     * @param excess privileges that the application or the role for work across tenants shouldn't have, as REVOKE has them
     */
    public record GuardedRow(
            long oid,
            String sql,
            boolean part,
            boolean rowSecurity,
            boolean forced,
            String owner,
            boolean own,
            boolean readable,
            List<String> excess) {}

    /** What keeps actors from being looked for as they should. */
    public record ActorFaultRow(String cause, String fix) {}

    /** A role or a database for which triggers are switched off, and what ends that. */
    public record SwitchedOffRow(String subject, String statement) {}

    /** How the log's partitions stand; {@code oldest} is null where there are no entries. */
    public record UpkeepRow(
            boolean isPrepared, boolean hasRest, @Nullable OffsetDateTime oldest) {}
}
