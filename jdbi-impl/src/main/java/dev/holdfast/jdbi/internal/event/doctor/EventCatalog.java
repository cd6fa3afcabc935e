package dev.holdfast.jdbi.internal.event.doctor;

import dev.holdfast.jdbi.internal.doctor.OwnFunction;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.BlockerRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.CommitsRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.EventTableRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.HolderRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.KeyHolderRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.LongStreamsRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.MissingIndexRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.MissingTriggerRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.PositionsRow;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/**
 * What the doctor asks PostgreSQL about the event store, where a Holdfast has one. Catalogs only, but for the questions
 * after streams and positions, which are asked only of a role that sees those of all tenants.
 */
public interface EventCatalog {

    /** The number in the upper 16 bits of the locks that appenders hold; the lower 48 are a position. The functions have it too. */
    int LOCK = 18502;

    /** The class of the locks by which appenders to a stream wait beside each other. */
    int STREAM_LOCK = 18503;

    /** The locks of appenders. */
    String APPENDING = " locktype = 'advisory' and objsubid = 1 and classid::bigint >> 16 = " + LOCK + " ";

    /** This database. */
    String HERE = "(select oid from pg_database where datname = current_database())";

    /** Whether the transaction of a lock l holds the lock of streams that each append takes. */
    String WRITING = " exists (" + """
                    select from pg_locks w
                    where w.relation = 'holdfast.streams'::regclass and w.mode = 'RowExclusiveLock' and w.granted
                        and w.virtualtransaction = l.virtualtransaction and w.database = """ + HERE + ")";

    /** The search_path under which a policy shows all tenants' positions to the function of {@code checkpoint_at}. */
    String EVERY_POSITION = "pg_catalog, pg_temp, pg_every_position";

    /** The tables of the store that are there. */
    @SqlQuery("""
            select c.oid, c.relname::text as name, c.relrowsecurity as row_security, c.relforcerowsecurity as forced,
                pg_get_userbyid(c.relowner)::text as owner, pg_has_role(c.relowner, 'USAGE') as own,
                has_schema_privilege(n.oid, 'USAGE')
                    and (has_table_privilege(c.oid, 'SELECT') or c.relname = 'event_store') as readable,
                c.relname <> 'snapshots' or (has_table_privilege(c.oid, 'INSERT') and has_table_privilege(c.oid, 'UPDATE'))
                    as storable,
                array(
                    select distinct lower(a.privilege_type) || ' on holdfast.' || c.relname || ' from '
                        || case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end
                    from aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
                    where a.grantee <> c.relowner and (
                        (a.grantee = 0 or pg_has_role(a.grantee, 'USAGE'))
                            and a.privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
                            and not (c.relname = 'snapshots' and a.privilege_type <> 'TRUNCATE')
                        or a.privilege_type in ('INSERT', 'UPDATE', 'TRUNCATE') and exists (
                            select from pg_roles r where r.rolname = any (:across) and pg_has_role(r.oid, a.grantee, 'USAGE')))
                    order by 1
                ) as excess
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'holdfast' and c.relkind in ('r', 'p')
                and c.relname in ('streams', 'events', 'archived_events', 'personal_data', 'snapshots', 'event_store')
            order by c.relname
            """)
    @RegisterConstructorMapper(EventTableRow.class)
    List<EventTableRow> tables(@Bind("across") String[] across);

    /** The store's triggers that aren't there, are disabled or fire otherwise. */
    @SqlQuery("""
            with guarded (relation, name, type, timing, function) as (
                select g.relation, t.name, t.type, t.timing, t.function
                from (values ('events'), ('archived_events'), ('personal_data')) as g (relation)
                    cross join (values
                        ('zz_holdfast_no_update', 18, 'before update', 'refuse_event_change'),
                        ('zz_holdfast_no_truncate', 34, 'before truncate', 'refuse_event_change'),
                        ('zz_holdfast_delete', 11, 'before delete', 'guard_event_delete')) as t (name, type, timing, function)
                union all
                values ('snapshots', 'zz_holdfast_snapshot', 23, 'before insert or update', 'guard_snapshot')
                union all
                values ('data_keys', 'zz_holdfast_snapshots', 16, 'after update', 'drop_shredded_snapshots'),
                    ('data_keys', 'zz_holdfast_stale_errors', 16, 'after update', 'forget_parked_errors')
            )
            select g.name, g.relation, format('create or replace trigger %s %s on holdfast.%s%s for each %s execute function holdfast.%s()',
                g.name, g.timing, g.relation, case g.relation when 'data_keys' then
                    ' referencing old table as keys_before new table as keys_after' else '' end,
                case when g.type & 1 = 1 then 'row' else 'statement' end, g.function) as statement
            from guarded g
            where not exists (
                select from pg_trigger t
                    join pg_class c on c.oid = t.tgrelid and c.relname = g.relation
                    join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'holdfast'
                    join pg_proc f on f.oid = t.tgfoid and f.pronamespace = n.oid
                where f.proname = g.function and t.tgtype = g.type and t.tgenabled in ('O', 'A') and t.tgattr = ''
                    and t.tgqual is null)
            order by g.relation, g.name
            """)
    @RegisterConstructorMapper(MissingTriggerRow.class)
    List<MissingTriggerRow> missingTriggers();

    /** The functions that the application calls. */
    @SqlQuery("""
            select w.name, pg_get_function_identity_arguments(f.oid) as arguments,
                coalesce((not w.definer or f.prosecdef) and f.proconfig::text like '%search_path=%'
                    and (w.name <> 'checkpoint_at' or f.proconfig @> array['search_path=' || :every]), false) as sealed,
                coalesce(has_function_privilege(f.oid, 'EXECUTE'), false) as executable,
                coalesce(exists (
                    select from aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a where a.grantee = 0), false) as open
            from (values ('append_events', true), ('append_one', true), ('append_many', true),
                    ('append_event', false), ('close_stream', true), ('archive_stream', true),
                    ('truncate_stream', true), ('safe_position', true), ('checkpoint_at', true),
                    ('checkpoint_verdict', true), ('check_checkpoint', false)) as w (name, definer)
                left join pg_proc f on f.proname = w.name
                    and f.pronamespace = (select oid from pg_namespace where nspname = 'holdfast')
            order by w.name
            """)
    @RegisterConstructorMapper(OwnFunction.class)
    List<OwnFunction> functions(@Bind("every") String everyPosition);

    /** The sequence of positions, if there is one. */
    @SqlQuery("""
            select s.seqcache as cache, s.seqincrement as increment, s.seqcycle as cycle,
                has_sequence_privilege(c.oid, 'USAGE') or has_sequence_privilege(c.oid, 'UPDATE') as usable
            from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'holdfast' and c.relname = 'event_positions'
            """)
    @RegisterConstructorMapper(PositionsRow.class)
    Optional<PositionsRow> positions();

    /** The store's indexes that aren't there, aren't valid, or aren't unique where they must be. */
    @SqlQuery("""
            with wanted (relation, uniquely, columns, condition) as (
                values ('streams', true, 'tenant_id, category, stream_id', null), ('streams', true, 'tenant_id, stream_no', null),
                    ('personal_data', true, 'tenant_id, stream_no, version, member', null),
                    ('personal_data', false, 'tenant_id, key_id', null),
                    ('snapshots', true, 'tenant_id, stream_no, type, schema_version', null)
                union all
                select t.relation, i.uniquely, i.columns, i.condition
                from (values ('events'), ('archived_events')) as t (relation)
                    cross join (values (true, 'tenant_id, stream_no, version', null), (true, 'tenant_id, event_id', null),
                        (true, 'tenant_id, position', null), (false, 'tenant_id, category, position', null),
                        (false, 'position', '(stream_no > 0)')) as i (uniquely, columns, condition)
            ), present as (
                select c.relname as relation, x.indisunique as uniquely, (
                    select string_agg(a.attname, ', ' order by k.at)
                    from unnest(x.indkey::smallint[]) with ordinality as k (number, at)
                        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
                    where k.at <= x.indnkeyatts) as columns,
                    pg_get_expr(x.indpred, x.indrelid) as condition
                from pg_index x join pg_class c on c.oid = x.indrelid
                    join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'holdfast' and x.indisvalid and x.indexprs is null
            )
            select w.relation, w.columns, format('create %sindex on holdfast.%s (%s)%s',
                case when w.uniquely then 'unique ' else '' end, w.relation, w.columns, ' where ' || w.condition) as statement
            from wanted w
            where not exists (
                select from present p
                where p.relation = w.relation and p.columns = w.columns and (p.uniquely or not w.uniquely)
                    and p.condition is not distinct from w.condition)
            order by w.relation, w.columns
            """)
    @RegisterConstructorMapper(MissingIndexRow.class)
    List<MissingIndexRow> missingIndexes();

    /** The appenders under way, the one that holds readers first. */
    @SqlQuery("""
            select (l.classid::bigint & 65535) << 32 | l.objid::bigint as position, l.pid, a.application_name as application,
                a.state, left(a.query, 200) as query, extract(epoch from clock_timestamp() - a.xact_start)::bigint as seconds,
                a.backend_xid::text as xid
            from (
                select pid, virtualtransaction, classid, objid from pg_locks
                where """ + APPENDING + """
                    and mode = 'ShareLock' and granted and database = """ + HERE + """
                union all
                select pid, virtualtransaction, 0, 1 from pg_locks
                where relation = 'holdfast.blocked_appenders'::regclass and mode = 'RowExclusiveLock' and granted
                    and database = """ + HERE + """
                ) l left join pg_stat_activity a on a.pid = l.pid
            where l.classid = 0 or """ + WRITING + """
            order by 1, 2
            """)
    @RegisterConstructorMapper(HolderRow.class)
    List<HolderRow> holders();

    /**
     * Who holds keys of appenders so that none can take them, which nothing of ours does; or those of streams without
     * writing to any.
     */
    @SqlQuery("""
            select l.pid, a.application_name as application, count(*) as keys
            from pg_locks l left join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'advisory' and l.objsubid = 1 and l.mode = 'ExclusiveLock' and l.granted
                and l.database = """ + HERE + """
                and (l.classid::bigint >> 16 = """ + LOCK + " or l.classid::bigint >> 16 = " + STREAM_LOCK + " and not" + WRITING + """
                )
            group by l.pid, a.application_name
            order by 3 desc, 1
            """)
    @RegisterConstructorMapper(KeyHolderRow.class)
    List<KeyHolderRow> keyHolders();

    /** The tenants whose streams a transaction has changed, as text; a look at all streams. */
    @SqlQuery("select distinct tenant_id::text from holdfast.streams where xmax::text = :xid order by 1 limit 10")
    List<String> tenantsOf(@Bind("xid") String xid);

    /** Open streams with so many events behind their latest snapshot, by category, of up to a million streams. */
    @SqlQuery("""
            select s.category, count(*) as streams, max(s.behind) as longest
            from (
                select s.category, s.version - coalesce((
                    select max(n.version) from holdfast.snapshots n
                    where n.tenant_id = s.tenant_id and n.stream_no = s.stream_no), s.first_version - 1) as behind
                from (select * from holdfast.streams limit 1000000) as s
                where s.version >= :events and s.state = 'open') as s
            where s.behind >= :events
            group by s.category
            order by s.category
            """)
    @RegisterConstructorMapper(LongStreamsRow.class)
    List<LongStreamsRow> longStreams(@Bind("events") long events);

    /**
     * Who waits to append, and whom for: for the row of a stream. Of several that wait for one row the first waits for the
     * transaction that holds it, and the others for the first.
     */
    @SqlQuery("""
            with rows as materialized (
                select pid, granted from pg_locks
                where database = """ + HERE + """
                    and locktype = 'tuple' and relation = 'holdfast.streams'::regclass
            ), waiting as materialized (
                select l.pid, coalesce(extract(epoch from clock_timestamp() - l.waitstart), 0)::bigint as seconds
                from pg_locks l
                where not l.granted and (
                    l.locktype = 'tuple' and exists (select from rows r where r.pid = l.pid and not r.granted)
                    or l.locktype = 'transactionid' and exists (select from rows r where r.pid = l.pid and r.granted))
            )
            select (select count(*) from waiting) as sessions, (select max(seconds) from waiting) as waiting,
                nullif(b.pid, 0) as pid, a.application_name as application, a.state, left(a.query, 200) as query,
                extract(epoch from clock_timestamp() - a.xact_start)::bigint as seconds
            from (
                select distinct b.pid
                from waiting w cross join lateral unnest(pg_blocking_pids(w.pid)) as b (pid)
                where b.pid not in (select pid from waiting)) as b
                left join pg_stat_activity a on a.pid = b.pid
            order by b.pid
            """)
    @RegisterConstructorMapper(BlockerRow.class)
    List<BlockerRow> blockers();

    /**
     * Where it is said that the sessions of who connects don't wait for their commits to reach the disk; what is said of a
     * role in a database counts before what is said of the role, of the database, and of the server. A server without fsync keeps
     * nothing in a crash, whatever it is told: one for tests.
     */
    @SqlQuery("""
            with said as (
                select case when s.setrole <> 0 then 1 else 3 end + case when s.setdatabase <> 0 then 0 else 1 end as rank,
                    concat_ws(' of the ', 'sessions' || case when s.setrole <> 0 then ' of ' || session_user else '' end,
                        case when s.setdatabase <> 0 then 'database ' || current_database() end) as subject,
                    case when s.setrole = 0 and s.setdatabase <> 0 then format('alter database %I', current_database())
                        else 'alter role ' || case when s.setrole = 0 then 'all' else quote_ident(session_user) end
                            || case when s.setdatabase <> 0 then format(' in database %I', current_database()) else '' end
                        end || ' reset synchronous_commit' as statement,
                    lower(split_part(c.line, '=', 2)) as value
                from pg_db_role_setting s cross join lateral unnest(s.setconfig) as c (line)
                where (s.setrole = 0 or pg_get_userbyid(s.setrole) = session_user)
                    and (s.setdatabase = 0 or s.setdatabase = """ + HERE + """
                    )
                    and split_part(c.line, '=', 1) = 'synchronous_commit'
                union all
                select case when s.source = 'client' then 0 else 5 end,
                    case when s.source = 'client' then 'the application''s connections' else 'the server' end,
                    case s.source when 'client' then '-- leave synchronous_commit out of the data source''s options'
                        when 'command line' then '-- start the server without -c synchronous_commit=off'
                        else 'alter system set synchronous_commit = on; select pg_reload_conf()' end, s.reset_val
                from pg_settings s
                where s.name = 'synchronous_commit' and s.source not in ('database', 'user', 'database user', 'global')
            )
            select s.subject, s.statement
            from (select * from said order by rank limit 1) as s
            where s.value in ('off', 'false', 'no', '0') and current_setting('fsync') = 'on'
            """)
    @RegisterConstructorMapper(CommitsRow.class)
    Optional<CommitsRow> asynchronousCommits();

    /**
     * Whether there is an event above the position that may be read, which there can't be while nobody appends. Asked neither
     * of a standby nor in a stricter isolation, where that position isn't to be had.
     */
    @SqlQuery("""
            select case
                when pg_is_in_recovery() or current_setting('transaction_isolation') in ('repeatable read', 'serializable') then false
                else coalesce(greatest((select max(position) from holdfast.events where stream_no > 0),
                        (select max(position) from holdfast.archived_events where stream_no > 0)) > holdfast.safe_position(), false)
                    and not exists (
                        select from pg_locks
                        where (""" + APPENDING + """
                            or relation = 'holdfast.blocked_appenders'::regclass)
                            and database = """ + HERE + """
                    )
                end
            """)
    boolean isBehind();
}
