package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.Position;
import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** What a batch writes beside the read model, in its transaction. Parked streams and places are written within their tenant. */
record Marks(PartitionId id, RetryClock clock) {

    private static final String ADVANCE =
            "select holdfast.advance_projection(:projection, :version, :partition, :token, :from, :to)";
    private static final String PARK = """
            insert into holdfast.parked_streams as s (tenant_id, projection, version, partition, category, stream_id,
                stream_version, position, type, error, attempts, retry_at)
            values (:tenant, :projection, :version, :partition, :category, :stream, :streamVersion, :position, :type, :error,
                :attempts, coalesce(cast(:now as timestamptz), clock_timestamp()) + make_interval(secs => :delay))
            on conflict (tenant_id, projection, version, partition, category, stream_id) do update
                set stream_version = excluded.stream_version, position = excluded.position, type = excluded.type,
                    error = excluded.error, attempts = excluded.attempts, retry_at = excluded.retry_at
            """;
    private static final String STILL = """
            select true from holdfast.parked_streams
            where tenant_id = :tenant and projection = :projection and version = :version and partition = :partition
                and category = :category and stream_id = :stream and stream_version = :streamVersion
            for update
            """;
    private static final String UNPARK = """
            delete from holdfast.parked_streams
            where tenant_id = :tenant and projection = :projection and version = :version and partition = :partition
                and category = :category and stream_id = :stream
            """;
    private static final String MOVE = """
            update holdfast.parked_streams set stream_version = :streamVersion, position = :position, attempts = 0,
                retry_at = 'epoch'
            where tenant_id = :tenant and projection = :projection and version = :version and partition = :partition
                and category = :category and stream_id = :stream
            """;
    private static final String PLACE = """
            insert into holdfast.projection_tenants as t (tenant_id, projection, version, partition, checkpoint, position)
            values (:tenant, :projection, :version, :partition, :checkpoint, :position)
            on conflict (tenant_id, projection, version, partition) do update
                set checkpoint = excluded.checkpoint, position = excluded.position
            """;
    private static final String LEAVE = """
            delete from holdfast.projection_tenants
            where tenant_id = :tenant and projection = :projection and version = :version and partition = :partition
            """;

    private <S extends org.jdbi.v3.core.statement.SqlStatement<S>> S of(S statement) {
        return statement
                .bind("projection", id.projection())
                .bind("version", id.version())
                .bind("partition", id.partition());
    }

    private Update of(Handle handle, String sql, StreamKey stream) {
        return of(of(handle.createUpdate(sql)), stream);
    }

    private static <S extends org.jdbi.v3.core.statement.SqlStatement<S>> S of(S statement, StreamKey stream) {
        return statement
                .bind("tenant", stream.tenantId())
                .bind("category", stream.stream().category())
                .bind("stream", stream.stream().id());
    }

    /** The end of a batch; fails where the partition isn't this process's any more. */
    void advance(Handle handle, UUID token, Checkpoint from, Checkpoint to) {
        of(handle.createQuery(ADVANCE))
                .bind("token", token)
                .bind("from", from.token())
                .bind("to", to.token())
                .mapTo(String.class)
                .findFirst();
    }

    /**
     * Parks a stream at an event, or says what became of another try.
     *
     * @param delay until it is tried again by itself; null for never
     */
    void park(Handle handle, EventGroup event, String error, int attempts, @Nullable Duration delay) {
        of(handle, PARK, event.stream())
                .bind("streamVersion", event.version())
                .bind("position", event.position().value())
                .bind("type", event.type())
                .bind("error", error)
                .bind("attempts", attempts)
                .bind("now", clock.now())
                .bind("delay", delay == null ? null : delay.toMillis() / 1000.0)
                .execute();
    }

    /** Whether a stream is parked at this version still, and from here to the end of the transaction: nobody has skipped it. */
    boolean isParked(Handle handle, StreamKey stream, long version) {
        return of(of(handle.createQuery(STILL)), stream)
                .bind("streamVersion", version)
                .mapTo(Boolean.class)
                .findFirst()
                .isPresent();
    }

    /** A parked stream is on its way, and at this version next. */
    void move(Handle handle, StreamKey stream, long version, Position position) {
        of(handle, MOVE, stream)
                .bind("streamVersion", version)
                .bind("position", position.value())
                .execute();
    }

    void unpark(Handle handle, StreamKey stream) {
        of(handle, UNPARK, stream).execute();
    }

    /** Where the partition is with a tenant that is behind the others. */
    void place(Handle handle, Object tenant, Checkpoint checkpoint) {
        of(handle.createUpdate(PLACE))
                .bind("tenant", tenant)
                .bind("checkpoint", checkpoint.token())
                .bind("position", checkpoint.position().value())
                .execute();
    }

    /** The tenant is where the others are. */
    void leave(Handle handle, Object tenant) {
        of(handle.createUpdate(LEAVE)).bind("tenant", tenant).execute();
    }
}
