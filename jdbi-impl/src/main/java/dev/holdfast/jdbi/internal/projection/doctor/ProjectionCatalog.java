package dev.holdfast.jdbi.internal.projection.doctor;

import dev.holdfast.jdbi.internal.doctor.OwnFunction;
import dev.holdfast.jdbi.internal.projection.doctor.ProjectionRows.ParkedRow;
import dev.holdfast.jdbi.internal.projection.doctor.ProjectionRows.PartitionRow;
import dev.holdfast.jdbi.internal.projection.doctor.ProjectionRows.ProjectionTableRow;
import dev.holdfast.jdbi.internal.projection.doctor.ProjectionRows.VersionRow;
import java.util.List;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/**
 * What the doctor asks PostgreSQL about projections: its catalogs, and, by a role that sees all tenants, how they are.
 */
public interface ProjectionCatalog {

    /** The tables and views, there or not. */
    @SqlQuery("""
            with wanted (name, view, tenants, application, across, allowed) as (
                values ('projections', false, false, '', '', ''),
                    ('projection_partitions', false, false, '', '', ''),
                    ('projection_nodes', false, false, '', '', ''),
                    ('inline_projections', false, false, '', '', ''),
                    ('projection_tenants', false, true, 'SELECT,INSERT,UPDATE,DELETE', 'SELECT,INSERT,UPDATE,DELETE',
                        'SELECT,INSERT,UPDATE,DELETE'),
                    ('parked_streams', false, true, 'SELECT,INSERT,UPDATE,DELETE', 'SELECT,INSERT,UPDATE,DELETE',
                        'SELECT,INSERT,UPDATE,DELETE'),
                    ('projection_positions', true, false, 'SELECT', 'SELECT', 'SELECT'),
                    ('projection_status', true, false, '', 'SELECT', ''))
            select w.name, c.oid, w.view, w.tenants, coalesce(c.relrowsecurity, false) as row_security,
                coalesce(c.relforcerowsecurity, false) as forced, pg_get_userbyid(c.relowner)::text as owner,
                coalesce(pg_has_role(c.relowner, 'USAGE'), false) as own,
                exists (
                    select from pg_policy p
                    where p.polrelid = c.oid and p.polpermissive and p.polcmd = '*' and c.relowner = any (p.polroles)
                        and pg_get_expr(p.polqual, p.polrelid) = 'true') as seen,
                array(
                    select p from unnest(string_to_array(case when :seeing then w.across else w.application end, ',')) as p
                    where c.oid is not null and not (has_schema_privilege(n.oid, 'USAGE') and has_table_privilege(c.oid, p))
                    order by 1) as lacking,
                array(
                    select distinct lower(a.privilege_type) || ' on holdfast.' || quote_ident(c.relname) || ' from '
                        || case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end
                    from aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
                    where a.grantee <> c.relowner and (
                        (a.grantee = 0 or pg_has_role(a.grantee, 'USAGE'))
                            and a.privilege_type <> all (string_to_array(w.allowed, ','))
                        or a.privilege_type <> all (string_to_array(w.across, ',')) and exists (
                            select from pg_roles r where r.rolname = any (:across) and pg_has_role(r.oid, a.grantee, 'USAGE')))
                    order by 1) as excess
            from wanted w
            left join pg_namespace n on n.nspname = 'holdfast'
            left join pg_class c on c.relnamespace = n.oid and c.relname = w.name and c.relkind = case when w.view then 'v' else 'r' end
            order by w.name
            """)
    @RegisterConstructorMapper(ProjectionTableRow.class)
    List<ProjectionTableRow> tables(@Bind("seeing") boolean seeing, @Bind("across") String[] across);

    /**
     * The functions that are for the one who asks.
     *
     * @param seeing whether that is the role for work across tenants, whose are all of them
     */
    @SqlQuery("""
            select w.name, pg_get_function_identity_arguments(f.oid) as arguments,
                coalesce(w.definer = f.prosecdef and f.proconfig @> array['search_path=pg_catalog, pg_temp'], false) as sealed,
                coalesce(has_function_privilege(f.oid, 'EXECUTE'), false) as executable,
                coalesce(exists (
                    select from aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a where a.grantee = 0), false) as open
            from """ + FUNCTIONS + """
            where :seeing or w.application
            order by w.name
            """)
    @RegisterConstructorMapper(OwnFunction.class)
    List<OwnFunction> functions(@Bind("seeing") boolean seeing);

    /** The functions that aren't the application's, and that it may call nevertheless; as REVOKE has them. */
    @SqlQuery("""
            select f.proname::text || '|execute on function holdfast.' || quote_ident(f.proname) || '('
                || pg_get_function_identity_arguments(f.oid) || ') from ' || quote_ident(pg_get_userbyid(a.grantee))
            from """ + FUNCTIONS + """
            cross join aclexplode(f.proacl) a
            where not w.application and a.grantee <> 0 and a.grantee <> f.proowner and pg_has_role(a.grantee, 'USAGE')
            order by 1
            """)
    List<String> openedFunctions();

    /** Which functions there are, what is the application's, and what runs with its owner's rights. */
    String FUNCTIONS = """
            (values ('advance_projection', true, true), ('unpark_stream', true, false), ('serving_version', true, true),
                ('projection_reached', true, false), ('lease_projections', false, true), ('held_projections', false, true),
                ('release_projections', false, true), ('report_projection', false, true), ('lock_projection', false, true),
                ('pause_projection', false, true), ('resume_projection', false, true),
                ('pause_projection_of_tenant', false, false), ('resume_projection_of_tenant', false, false),
                ('swap_projection', false, true), ('serve_projection', false, false), ('drop_projection', false, true),
                ('add_outbox', false, true), ('declare_outbox', false, false), ('move_outbox', false, true),
                ('replay_outbox', false, false), ('declare_inline', false, true), ('refuse_in_force', false, true))
                as w (name, application, definer)
            left join pg_proc f on f.proname = w.name
                and f.pronamespace = (select oid from pg_namespace where nspname = 'holdfast')
            """;

    /** How each partition is. The functions of checkpoints work on the primary alone, and at read committed. */
    @SqlQuery("""
            select s.projection, s.version, s.partition, s.serving, s.state, s.owner,
                extract(epoch from clock_timestamp() - s.leased_until)::bigint as expired,
                extract(epoch from clock_timestamp() - s.busy_since)::bigint as busy, s.error, s.failures,
                coalesce((
                    select extract(epoch from clock_timestamp() - e.recorded_at)::bigint from holdfast.events e
                    where s.state <> 'inline' and e.stream_no > 0 and e.position > s.position order by e.position limit 1), 0) as lag,
                case s.state when 'inline' then 0 else greatest(0, coalesce((
                    select e.position from holdfast.events e where e.stream_no > 0 order by e.position desc limit 1), 0)
                    - s.position) end as behind,
                case when pg_is_in_recovery() or current_setting('transaction_isolation') <> 'read committed' then null
                    when s.checkpoint !~ '^c(0|[1-9][0-9]{0,17}[.][0-9a-f]{16}[.][0-9a-f]{8})$' then 'garbled'
                    else holdfast.checkpoint_verdict(s.checkpoint) end as verdict
            from holdfast.projection_status s
            order by s.projection, s.version, s.partition
            """)
    @RegisterConstructorMapper(PartitionRow.class)
    List<PartitionRow> partitions();

    /** What is parked. */
    @SqlQuery("""
            select s.projection, s.version, count(*) as streams, count(distinct s.tenant_id) as tenants,
                count(*) filter (where s.retry_at is null) as waiting,
                extract(epoch from clock_timestamp() - min(s.parked_at))::bigint as oldest
            from holdfast.parked_streams s
            group by s.projection, s.version
            order by s.projection, s.version
            """)
    @RegisterConstructorMapper(ParkedRow.class)
    List<ParkedRow> parked();

    /** Which versions there are; also for the application. */
    @SqlQuery("""
            select s.projection, s.version, count(*) as partitions, bool_or(s.serving) as serving, bool_or(s.in_force) as in_force,
                bool_or(s.inline and not s.in_force and s.serving and s.created_at < clock_timestamp() - interval '1 day') as left_behind
            from holdfast.projection_positions s
            group by s.projection, s.version
            order by s.projection, s.version
            """)
    @RegisterConstructorMapper(VersionRow.class)
    List<VersionRow> versions();

    /** How many seconds old the first event is. */
    @SqlQuery("""
            select coalesce((
                select extract(epoch from clock_timestamp() - e.recorded_at)::bigint from holdfast.events e
                where e.stream_no > 0 order by e.position limit 1), 0)
            """)
    long oldestEvent();
}
