package dev.holdfast.jdbi.internal.audit.doctor;

import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.ActorFaultRow;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.FaultRow;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.GuardedRow;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.RecordedRow;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.StateRow;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.SwitchedOffRow;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.UpkeepRow;
import java.util.List;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** What the doctor asks PostgreSQL about recorded tables: catalogues, and two functions of {@code holdfast}. */
public interface RecordingCatalog {

    @SqlQuery("""
            select count(c.oid) > 0 as there, coalesce(max(pg_relation_size(c.oid)) > 0, false) as recording,
                coalesce(bool_and(has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')), false) as readable,
                (
                    select count(*) = 2 from pg_proc f
                    where f.pronamespace = n.oid and f.proname in ('recording_faults', 'audit_upkeep_due')
                        and has_function_privilege(f.oid, 'execute')
                ) as callable
            from pg_namespace n left join pg_class c on c.relnamespace = n.oid and c.relname = 'recorded_tables'
            where n.nspname = 'holdfast'
            group by n.oid
            union all
            select false, false, false, false where not exists (select from pg_namespace where nspname = 'holdfast')
            """)
    @RegisterConstructorMapper(StateRow.class)
    StateRow state();

    /** What is recorded, or was. */
    @SqlQuery("""
            select t.table_id, t.relation::oid as relation, n.nspname::text as schema, c.relname::text as name, t.logical_name, t.audited,
                t.historical,
                t.tenant_column::text as tenant_column, t.whole_copies, t.no_ops, t.needs_actor, t.excluded_columns::text[] as excluded_columns,
                t.included_columns::text[] as included_columns, coalesce(c.relkind = 'p', false) as partitioned,
                v.oid as versions
            from holdfast.recorded_tables t
                left join pg_class c on c.oid = t.relation
                left join pg_namespace n on n.oid = c.relnamespace
                left join pg_class v on v.oid = t.versions
            order by t.table_id
            """)
    @RegisterConstructorMapper(RecordedRow.class)
    List<RecordedRow> recorded();

    @SqlQuery("select table_id, kind, fault, remedy from holdfast.recording_faults()")
    @RegisterConstructorMapper(FaultRow.class)
    List<FaultRow> faults();

    @SqlQuery("select is_prepared, has_rest, oldest from holdfast.audit_upkeep_due()")
    @RegisterConstructorMapper(UpkeepRow.class)
    UpkeepRow upkeep();

    /** Where triggers that fire in the usual way are switched off, in this database or for all. */
    @SqlQuery("""
            select case when s.setrole <> 0 then 'the role ' || quote_ident(pg_get_userbyid(s.setrole)) else 'the database '
                    || quote_ident(current_database()) end as subject,
                case
                    when s.setrole = 0 then 'alter database ' || quote_ident(current_database())
                    else 'alter role ' || quote_ident(pg_get_userbyid(s.setrole))
                        || case when s.setdatabase <> 0 then ' in database ' || quote_ident(current_database()) else '' end
                end || ' reset session_replication_role' as statement
            from pg_db_role_setting s cross join unnest(s.setconfig) as setting
            where setting = 'session_replication_role=replica'
                and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
            union all
            select 'the server', 'alter system reset session_replication_role; select pg_reload_conf()'
            where current_setting('session_replication_role') = 'replica' and not exists (
                select from pg_db_role_setting s where 'session_replication_role=replica' = any (s.setconfig))
            order by 1
            """)
    @RegisterConstructorMapper(SwitchedOffRow.class)
    List<SwitchedOffRow> switchedOff();

    /** The log's tables, its partitions among them, and those that were detached. */
    @SqlQuery("""
            select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'holdfast' and (c.relname in ('audit_entries', 'change_sets', 'recorded_tables', 'renamed_columns')
                or c.relkind = 'r' and not c.relispartition and c.relname ~ '^audit_entries_(rest|\\d{4,}_\\d\\d)$')
            union all
            select i.inhrelid from pg_inherits i join pg_class c on c.oid = i.inhparent join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'holdfast' and c.relname = 'audit_entries'
            """)
    List<Long> log();

    /** These tables, by name. Nobody but its owner has to do with a partition of the log. */
    @SqlQuery("""
            select c.oid, format('%I.%I', n.nspname, c.relname) as sql, p.part,
                c.relrowsecurity as row_security, c.relforcerowsecurity as forced,
                pg_get_userbyid(c.relowner)::text as owner, pg_has_role(c.relowner, 'USAGE') as own,
                has_schema_privilege(n.oid, 'USAGE') and has_table_privilege(c.oid, 'SELECT') as readable,
                array(
                    select distinct format('%s%s on %I.%I from %s', lower(a.privilege_type), ' (' || quote_ident(g.of_column) || ')',
                        n.nspname, c.relname, case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end)
                    from (
                        select null::name as of_column, coalesce(c.relacl, acldefault('r', c.relowner)) as acl
                        union all
                        select attname, attacl from pg_attribute where attrelid = c.oid and attnum > 0 and attacl is not null
                    ) as g cross join aclexplode(g.acl) a
                    where a.grantee <> c.relowner and (
                        (p.part or a.grantee = 0 or pg_has_role(a.grantee, 'USAGE'))
                            and a.privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
                        or a.privilege_type in ('INSERT', 'UPDATE', 'TRUNCATE', 'TRIGGER') and exists (
                            select from pg_roles r where r.rolname = any (:across) and pg_has_role(r.oid, a.grantee, 'USAGE')))
                    order by 1
                ) as excess
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
                cross join lateral (select c.relispartition or n.nspname = 'holdfast' and c.relname like 'audit\\_entries\\_%' as part) p
            where c.oid = any (:relations)
            order by n.nspname, c.relname
            """)
    @RegisterConstructorMapper(GuardedRow.class)
    List<GuardedRow> guarded(@Bind("relations") Long[] relations, @Bind("across") String[] across);

    /** Those of the log's tables that a policy holds the application to its tenant's rows in. */
    @SqlQuery("""
            select p.polrelid from pg_policy p
            where p.polrelid = any (:relations) and not p.polpermissive and p.polcmd = '*'
                and exists (select from unnest(p.polroles) r (role) where case role when 0 then true else pg_has_role(role, 'USAGE') end)
                and regexp_replace(pg_get_expr(p.polqual, p.polrelid), '::\\w+| AS [?"\\w]+|[\\s()]', '', 'g')
                    = 'tenant_id=SELECTNULLIFcurrent_setting''holdfast.tenant_id'',true,''''ORtenant_idISNULLANDSELECT'
                        || 'COALESCEcurrent_setting''holdfast.tenant_id'',true,''''='''''
            """)
    List<Long> fenced(@Bind("relations") Long[] relations);

    /** What keeps requireKnownActors from asking as it should. */
    @SqlQuery("""
            with asked as (
                select f.oid is not null as callable, t.tgenabled, c.oid as relation,
                    quote_ident(n.nspname) || '.' || quote_ident(c.relname) as sql, t.oid is not null or f.oid is not null as wanted,
                    d.columns, c.relowner, exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'holdfast_tenant') as fenced
                from pg_namespace h
                    join pg_class s on s.relnamespace = h.oid and s.relname = 'change_sets'
                    left join pg_trigger t on t.tgrelid = s.oid and t.tgname = 'holdfast_known_actor'
                    left join pg_proc f on f.pronamespace = h.oid and f.proname = 'is_actor'
                    left join lateral (
                        select min(refobjid::text)::oid as relation, count(*) filter (where refobjsubid > 0) as columns from pg_depend
                        where classid = 'pg_proc'::regclass and objid = f.oid and refclassid = 'pg_class'::regclass) d on true
                    left join pg_class c on c.oid = d.relation
                    left join pg_namespace n on n.oid = c.relnamespace
                where h.nspname = 'holdfast'
            )
            select 'the table of actors is gone, and each change with an actor is refused' as cause,
                'select holdfast.accept_any_actor() -- or requireKnownActors for another table' as fix
            from asked where wanted and not callable
            union all
            select 'actors aren''t looked for: the trigger holdfast_known_actor ' || case when tgenabled is null then 'isn''t there'
                    else 'is disabled' end,
                case when tgenabled is null then 'create trigger holdfast_known_actor before insert on holdfast.change_sets for each row'
                        || ' when (new.actor is not null) execute function holdfast.check_actor()'
                    else 'alter table holdfast.change_sets enable trigger holdfast_known_actor' end
            from asked where callable and coalesce(tgenabled not in ('O', 'A'), true)
            union all
            select format('the policy holdfast_actors isn''t there on %s, and each change with an actor is refused', sql),
                format('create policy holdfast_actors on %s as permissive for select to %I using ((select current_user ='
                    || ' pg_get_userbyid(c.relowner) and nullif(current_setting(''search_path'', true), '''') = ''pg_catalog, pg_temp, pg_every_actor'''
                    || ' from pg_class c where c.oid = %L::regclass))', sql, pg_get_userbyid(relowner), sql)
            from asked where callable and fenced and not exists (
                select from pg_policy p where p.polrelid = relation and p.polname = 'holdfast_actors')
            union all
            select format('the rows of %s belong to tenants by now, and a user of any passes as an actor of all', sql),
                'select holdfast.accept_any_actor() -- and requireKnownActors in another change set, without tenant="false"'
            from asked where callable and fenced and columns < 2
            """)
    @RegisterConstructorMapper(ActorFaultRow.class)
    List<ActorFaultRow> actorFaults();

    /** Rights to write past the triggers by functions and the sequence, as what takes them away. */
    @SqlQuery("""
            select distinct format('revoke execute on function %s from %s', f.oid::regprocedure,
                case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end) as statement
            from pg_proc f join pg_namespace n on n.oid = f.pronamespace
                cross join aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a
            where n.nspname = 'holdfast' and a.grantee <> f.proowner and (a.grantee = 0 or pg_has_role(a.grantee, 'USAGE'))
                and f.proname in ('change_set', 'check_actor', 'is_actor', 'prepare_audit_partitions', 'drop_audit_partitions', 'drop_unused_change_sets')
            union all
            select distinct format('revoke %s on sequence holdfast.change_sequence from %s', lower(a.privilege_type),
                case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
                cross join aclexplode(coalesce(c.relacl, acldefault('s', c.relowner))) a
            where n.nspname = 'holdfast' and c.relname = 'change_sequence' and a.grantee <> c.relowner
                and a.privilege_type in ('USAGE', 'UPDATE') and (
                    a.grantee = 0 or pg_has_role(a.grantee, 'USAGE') or exists (
                        select from pg_roles r where r.rolname = any (:across) and pg_has_role(r.oid, a.grantee, 'USAGE')))
            order by 1
            """)
    List<String> revocations(@Bind("across") String[] across);
}
