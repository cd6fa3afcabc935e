package dev.holdfast.jdbi.internal.deletion.doctor;

import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.LiveViewRow;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.PurgeRow;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.SoftKeyRow;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.SoftTableRow;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.TriggerRow;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionRows.WantedViewRow;
import java.util.List;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/**
 * What the doctor asks PostgreSQL about soft deletes, where a schema has any: catalogs, as in {@link
 * dev.holdfast.jdbi.internal.doctor.Catalog}, and what five functions of {@code holdfast} say of live views.
 */
public interface DeletionCatalog {

    /** The soft-deletable tables. */
    @SqlQuery("""
            select c.oid as relation,
                array(
                    select pg_get_constraintdef(k.oid) from pg_constraint k
                    where k.conrelid = c.oid and k.contype = 'c' and k.convalidated
                ) as checks,
                array(
                    select distinct case a.grantee when 0 then 'public'
                        else quote_ident(pg_get_userbyid(a.grantee)) end
                    from aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
                    where a.privilege_type = 'DELETE' and a.grantee <> c.relowner
                        and (a.grantee = 0 or pg_has_role(a.grantee, 'USAGE') or exists (
                            select from pg_roles r where r.rolname = any (:across) and pg_has_role(r.oid, a.grantee, 'USAGE')))
                    order by 1
                ) as deleters
            from pg_class c
            where c.oid = any (:relations)
            """)
    @RegisterConstructorMapper(SoftTableRow.class)
    List<SoftTableRow> tables(@Bind("relations") Long[] relations, @Bind("across") String[] across);

    /** The triggers of Holdfast's functions, and of those that it made, as far as they fire. */
    @SqlQuery("""
            select t.tgrelid as relation, t.tgname as name,
                case when n.nspname = 'holdfast' then f.proname::text end as function,
                format('%I.%I()', n.nspname, f.proname) as signature,
                pg_get_triggerdef(t.oid) as definition, f.prosrc as source
            from pg_trigger t
                join pg_proc f on f.oid = t.tgfoid
                join pg_namespace n on n.oid = f.pronamespace
            where t.tgrelid = any (:relations) and not t.tgisinternal and t.tgenabled in ('O', 'A')
                and (n.nspname = 'holdfast' or obj_description(f.oid, 'pg_proc') = 'Made by Holdfast')
            order by t.tgrelid, t.tgname
            """)
    @RegisterConstructorMapper(TriggerRow.class)
    List<TriggerRow> triggers(@Bind("relations") Long[] relations);

    /** The foreign keys to these tables. */
    @SqlQuery("""
            select k.conrelid as relation, n.nspname as schema, c.relname as table, k.confrelid as target,
                k.conname as name, obj_description(k.oid, 'pg_constraint') as comment, k.confdeltype::text as on_delete,
                k.convalidated as validated,
                array(
                    select a.attname::text from unnest(k.conkey) with ordinality as u (number, position)
                        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number
                    order by u.position
                ) as from_columns,
                array(
                    select a.attname::text from unnest(k.confkey) with ordinality as u (number, position)
                        join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.number
                    order by u.position
                ) as to_columns
            from pg_constraint k
                join pg_class c on c.oid = k.conrelid
                join pg_namespace n on n.oid = c.relnamespace
            where k.contype = 'f' and k.conparentid = 0 and k.confrelid = any (:relations)
            order by n.nspname, c.relname, k.conname
            """)
    @RegisterConstructorMapper(SoftKeyRow.class)
    List<SoftKeyRow> keysTo(@Bind("relations") Long[] relations);

    /** The tables that have or should have a live view. */
    @SqlQuery("""
            select c.oid as relation, v.oid as view, v.relkind::text as kind,
                v.relowner = c.relowner
                    and coalesce(obj_description(v.oid, 'pg_class') ~ '^Made by Holdfast(: |$)', false) as made,
                substring(obj_description(v.oid, 'pg_class') from '^Made by Holdfast: (.*)$') as recorded,
                (
                    select count(distinct f.proname) = 5
                    from pg_proc f join pg_namespace n on n.oid = f.pronamespace
                    where n.nspname = 'holdfast'
                        and f.proname in
                            ('live_view_record', 'live_query', 'live_columns', 'live_condition', 'is_soft_deletable')
                        and has_schema_privilege(n.oid, 'usage') and has_function_privilege(f.oid, 'execute')
                ) as comparable,
                exists (select from pg_options_to_table(v.reloptions) o
                    where o.option_name = 'security_invoker' and o.option_value::boolean) as invoker,
                exists (select from pg_options_to_table(v.reloptions) o
                    where o.option_name = 'check_option' and o.option_value = 'cascaded') as checked,
                array(select format('%s %s', a.attname, format_type(a.atttypid, a.atttypmod)) from pg_attribute a
                    where a.attrelid = v.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
                (
                    select pg_get_triggerdef(t.oid)
                    from pg_trigger t
                        join pg_proc f on f.oid = t.tgfoid and f.proname = 'delete_live_row'
                        join pg_namespace h on h.oid = f.pronamespace and h.nspname = 'holdfast'
                    where t.tgrelid = v.oid and t.tgenabled in ('O', 'A') and t.tgtype = 73
                    limit 1
                ) as delete_trigger,
                array(
                    select p.of_view
                    from (values ('SELECT', 'SELECT'), ('INSERT', 'INSERT'), ('UPDATE', 'UPDATE'),
                        (case when c.oid = any (:soft) then 'UPDATE' else 'DELETE' end, 'DELETE')) as p (of_table, of_view)
                    where has_table_privilege(c.oid, p.of_table) and not has_table_privilege(v.oid, p.of_view)
                ) as lacking
            from pg_class c
                left join pg_class v on v.relnamespace = c.relnamespace and v.relname = c.relname || '_live'
            where c.oid = any (:relations)
            """)
    @RegisterConstructorMapper(LiveViewRow.class)
    List<LiveViewRow> liveViews(@Bind("relations") Long[] relations, @Bind("soft") Long[] soft);

    /** What the live views of these tables should be now. */
    @SqlQuery("""
            select c.oid as relation, holdfast.live_view_record(c.oid) as record,
                array(
                    select format('%s %s', a.attname, format_type(a.atttypid, a.atttypmod))
                    from pg_attribute a
                    where a.attrelid = c.oid and a.attname = any (holdfast.live_columns(c.oid))
                    order by a.attnum
                ) as columns
            from pg_class c
            where c.oid = any (:relations)
            """)
    @RegisterConstructorMapper(WantedViewRow.class)
    List<WantedViewRow> wantedViews(@Bind("relations") Long[] relations);

    /** The functions under the names of purge functions. */
    @SqlQuery("""
            select c.oid as relation, f.oid::regprocedure::text as signature,
                array(
                    select format_type(u.type, null) from unnest(f.proargtypes) with ordinality as u (type, position)
                    order by u.position
                ) as parameters,
                coalesce(obj_description(f.oid, 'pg_proc') = 'Made by Holdfast', false) as made, f.prosecdef as definer,
                pg_get_userbyid(f.proowner) as owner,
                exists (
                    select from aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a where a.grantee = 0
                ) as open,
                has_function_privilege(f.oid, 'execute') as usable,
                coalesce(f.proconfig, '{}') as settings, f.prosrc as source
            from pg_class c
                join pg_proc f on f.pronamespace = c.relnamespace and f.proname = c.relname || '_purge'
            where c.oid = any (:relations)
            order by c.oid, f.oid
            """)
    @RegisterConstructorMapper(PurgeRow.class)
    List<PurgeRow> purges(@Bind("relations") Long[] relations);
}
