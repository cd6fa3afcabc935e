package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.crypto.KeyInfo;
import dev.holdfast.crypto.KeyState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/**
 * The table of data keys. Row-level security shows a session its own tenant's; statements over keys that aren't named say
 * so as well.
 */
public interface DataKeysDao {

    /** Keys by their ids, whatever their state. */
    @SqlQuery("""
            select id, tenant, subject, purpose, state, wrapped, wrapping_key, changed_at < transaction_timestamp() as settled
            from holdfast.data_keys where id = any (:ids)
            """)
    @RegisterConstructorMapper(KeyRow.class)
    List<KeyRow> byIds(@Bind("ids") Long[] ids);

    /** The active keys of owners. */
    @SqlQuery("""
            select k.id, k.tenant, k.subject, k.purpose, k.state, k.wrapped, k.wrapping_key,
                k.changed_at < transaction_timestamp() as settled
            from unnest(:tenants::text[], :subjects::text[], :purposes::text[]) as o (tenant, subject, purpose)
                join holdfast.data_keys k using (tenant, subject, purpose)
            where k.state = 'active'
            """)
    @RegisterConstructorMapper(KeyRow.class)
    List<KeyRow> active(
            @Bind("tenants") String[] tenants,
            @Bind("subjects") String[] subjects,
            @Bind("purposes") String[] purposes);

    /** The active keys of owners. */
    default List<KeyRow> active(List<Owner> owners) {
        return active(
                owners.stream().map(Owner::tenant).toArray(String[]::new),
                owners.stream().map(Owner::subject).toArray(String[]::new),
                owners.stream().map(Owner::purpose).toArray(String[]::new));
    }

    /** What is recorded of rows under a key that values begin with. */
    @SqlQuery("select source, cells from holdfast.recorded_cells(:header)")
    @RegisterConstructorMapper(RecordedCells.class)
    List<RecordedCells> recordedCells(@Bind("header") byte[] header);

    /** Stores a new key, unless its owner has an active one meanwhile. */
    @SqlUpdate("""
            insert into holdfast.data_keys (id, tenant, subject, purpose, state, wrapped, wrapping_key)
            values (:id, :tenant, :subject, :purpose, :state, :wrapped, :wrappingKey)
            on conflict do nothing
            """)
    int insert(@BindMethods KeyRow key);

    /** Stores new keys, but those whose owners have active ones meanwhile. */
    @SqlBatch(transactional = false, value = """
            insert into holdfast.data_keys (id, tenant, subject, purpose, state, wrapped, wrapping_key)
            values (:id, :tenant, :subject, :purpose, :state, :wrapped, :wrappingKey)
            on conflict do nothing
            """)
    int[] insertAll(@BindMethods List<KeyRow> keys);

    /** Whether the transaction sees others' changes only as of when it began. */
    @SqlQuery("select current_setting('transaction_isolation') in ('repeatable read', 'serializable')")
    boolean seesThePast();

    /** The session's tenant; empty for none. */
    @SqlQuery("select coalesce(current_setting('holdfast.tenant_id', true), '')")
    String tenant();

    /** The tenant's keys, the oldest first. */
    @SqlQuery("""
            select id, tenant, subject, purpose, state, wrapping_key, created_at, changed_at
            from holdfast.data_keys
            where tenant = coalesce(current_setting('holdfast.tenant_id', true), '')
            order by created_at, id
            """)
    @RegisterRowMapper(KeyInfoMapper.class)
    List<KeyInfo> list();

    /** One of the tenant's keys; null where it has no such key. */
    @SqlQuery("""
            select id, tenant, subject, purpose, state, wrapping_key, created_at, changed_at
            from holdfast.data_keys
            where id = :id and tenant = coalesce(current_setting('holdfast.tenant_id', true), '')
            """)
    @RegisterRowMapper(KeyInfoMapper.class)
    @Nullable
    KeyInfo info(@Bind("id") long id);

    /** Ends the time of the owner's active key. */
    @SqlUpdate("""
            update holdfast.data_keys set state = 'superseded'
            where tenant = :tenant and subject = :subject and purpose = :purpose and state = 'active'
            """)
    int supersede(@Bind("tenant") String tenant, @Bind("subject") String subject, @Bind("purpose") String purpose);

    /** Whether the key hasn't changed for so long, by the server's clock. */
    @SqlQuery("""
            select changed_at < clock_timestamp() - make_interval(secs => :seconds) from holdfast.data_keys where id = :id
            """)
    boolean unchangedFor(@Bind("id") long id, @Bind("seconds") double seconds);

    /** Destroys a superseded key. */
    @SqlUpdate("update holdfast.data_keys set state = 'retired' where id = :id and state = 'superseded'")
    int retire(@Bind("id") long id);

    /** The id of this transaction: those that write already have lower ones. */
    @SqlQuery("select pg_current_xact_id()::text::bigint")
    long transactionId();

    /** Whether every transaction of the server with a lower id has ended. */
    @SqlQuery("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= :transaction")
    boolean isOldest(@Bind("transaction") long transaction);

    /**
     * Transactions that write, or wait to write, some table, even one that waits for the table itself and has no id
     * yet.
     */
    @SqlQuery("""
            select distinct virtualtransaction from pg_locks
            where locktype = 'relation' and mode = 'RowExclusiveLock' and pid <> pg_backend_pid()
                and database = (select oid from pg_database where datname = current_database())
            """)
    List<String> writers();

    /** Whether none of these transactions is under way any more. */
    @SqlQuery("select not exists (select from pg_locks where virtualtransaction = any (:writers))")
    boolean haveEnded(@Bind("writers") String[] writers);

    /** Keys, behind one, that another key of the keyring wraps, in the order of their ids. */
    @SqlQuery("""
            select id, tenant, subject, purpose, state, wrapped, wrapping_key, false as settled
            from holdfast.data_keys
            where wrapped is not null and wrapping_key <> :wrappingKey and id > :behind
                and (:everyTenant or tenant = coalesce(current_setting('holdfast.tenant_id', true), ''))
            order by id
            limit :count
            """)
    @RegisterConstructorMapper(KeyRow.class)
    List<KeyRow> wrappedByOthers(
            @Bind("wrappingKey") String wrappingKey,
            @Bind("behind") long behind,
            @Bind("everyTenant") boolean everyTenant,
            @Bind("count") int count);

    /** Replaces wrapped keys, each where it still is what was read. */
    @SqlBatch("""
            update holdfast.data_keys set wrapped = :after, wrapping_key = :wrappingKey where id = :id and wrapped = :before
            """)
    int[] rewrap(
            @Bind("id") List<Long> ids,
            @Bind("before") List<byte[]> before,
            @Bind("after") List<byte[]> after,
            @Bind("wrappingKey") String wrappingKey);

    /** Those of some people of the tenant that were shredded; the empty name stands for the tenant itself. */
    @SqlQuery("""
            select distinct subject from holdfast.data_keys
            where tenant = :tenant and subject = any (:subjects) and state = 'shredded'
            """)
    List<String> shredded(@Bind("tenant") String tenant, @Bind("subjects") String[] subjects);

    /** Destroys a person's keys; how many there were. */
    @SqlQuery("select holdfast.shred_subject(subject => :subject)")
    long shredSubject(@Bind("subject") String subject);

    /** Destroys a tenant's keys; how many there were. */
    @SqlQuery("select holdfast.shred_tenant(tenant => :tenant)")
    long shredTenant(@Bind("tenant") String tenant);

    /** Reads what is told of a key. */
    final class KeyInfoMapper implements RowMapper<KeyInfo> {

        @Override
        public KeyInfo map(ResultSet row, StatementContext context) throws SQLException {
            return new KeyInfo(
                    row.getLong("id"),
                    row.getString("tenant"),
                    row.getString("subject"),
                    row.getString("purpose"),
                    KeyState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                    row.getString("wrapping_key"),
                    row.getObject("created_at", OffsetDateTime.class).toInstant(),
                    row.getObject("changed_at", OffsetDateTime.class).toInstant());
        }
    }
}
