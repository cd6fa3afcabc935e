package dev.holdfast.jdbi.internal.event.doctor;

import dev.holdfast.jdbi.internal.event.doctor.EventRows.EventFunctionRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.EventTableRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.HolderRow;
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

    /** The locks of appenders. */
    String APPENDING = " locktype = 'advisory' and objsubid = 1 and classid::bigint >> 16 = " + LOCK + " ";

    /** The tables of the store that are there. */
    @SqlQuery("""
            select c.oid, c.relname::text as name, c.relrowsecurity as row_security, c.relforcerowsecurity as forced,
                pg_get_userbyid(c.relowner)::text as owner, pg_has_role(c.relowner, 'USAGE') as own,
                has_schema_privilege(n.oid, 'USAGE') and has_table_privilege(c.oid, 'SELECT') as readable,
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
                and c.relname in ('streams', 'events', 'archived_events', 'personal_data', 'snapshots')
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
                values ('data_keys', 'zz_holdfast_snapshots', 16, 'after update', 'drop_shredded_snapshots')
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
                coalesce((not w.definer or f.prosecdef) and f.proconfig::text like '%search_path=%', false) as sealed,
                coalesce(has_function_privilege(f.oid, 'EXECUTE'), false) as executable,
                coalesce(exists (
                    select from aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a where a.grantee = 0), false) as open
            from (values ('append_events', true), ('append_one', true), ('append_event', false), ('close_stream', true), ('archive_stream', true),
                    ('truncate_stream', true), ('safe_position', true)) as w (name, definer)
                left join pg_proc f on f.proname = w.name
                    and f.pronamespace = (select oid from pg_namespace where nspname = 'holdfast')
            order by w.name
            """)
    @RegisterConstructorMapper(EventFunctionRow.class)
    List<EventFunctionRow> functions();

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
            from pg_locks l left join pg_stat_activity a on a.pid = l.pid
            where """ + APPENDING + """
                and l.mode = 'ShareLock' and l.granted
                and l.database = (select oid from pg_database where datname = current_database())
            order by 1, 2
            """)
    @RegisterConstructorMapper(HolderRow.class)
    List<HolderRow> holders();

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

    /** Whether there is an event above the position that may be read, which there can't be while nobody appends. */
    @SqlQuery("""
            select coalesce(greatest((select max(position) from holdfast.events where stream_no > 0),
                        (select max(position) from holdfast.archived_events where stream_no > 0)) > holdfast.safe_position(), false)
                and not exists (
                    select from pg_locks
                    where """ + APPENDING + """

                        and database = (select oid from pg_database where datname = current_database()))
            """)
    boolean isBehind();
}
