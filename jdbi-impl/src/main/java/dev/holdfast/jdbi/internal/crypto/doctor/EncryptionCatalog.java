package dev.holdfast.jdbi.internal.crypto.doctor;

import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.CheckRow;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.DependentRow;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.FewValuesRow;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.KeyTableRow;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.SizeRow;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.WrappingRow;
import dev.holdfast.jdbi.internal.doctor.Catalog;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/**
 * What the doctor asks PostgreSQL about encryption, where a schema has encrypted columns. Catalogs only, as in
 * {@link dev.holdfast.jdbi.internal.doctor.Catalog}, but for the last two questions, which count data keys and are asked only of a role that may see all
 * of them.
 */
public interface EncryptionCatalog {

    /** Up to so many data keys are counted: more are said to be more. */
    int MANY = 10_000;

    /** The check constraints of these relations. */
    @SqlQuery("""
            select conrelid as relation, conname as name, pg_get_constraintdef(oid) as definition, convalidated as valid
            from pg_constraint
            where contype = 'c' and conrelid = any (:relations)
            order by conrelid, conname
            """)
    @RegisterConstructorMapper(CheckRow.class)
    List<CheckRow> checks(@Bind("relations") Long[] relations);

    /**
     * What depends on these columns, and on those of the live views that show them.
     *
     * @param relations for each column its table
     */
    @SqlQuery("""
            with cell as (
                select a.attrelid as relation, a.attnum as number, a.attname as name
                from unnest(:relations, :columns) as wanted (relation, name)
                    join pg_attribute a on a.attrelid = wanted.relation and a.attname = wanted.name
            ), live as (
                select c.oid as relation, v.oid
                from pg_class c join pg_class v on v.relnamespace = c.relnamespace and v.relname = c.relname || '_live'
                where c.oid = any (:relations) and v.relkind = 'v'
                    and obj_description(v.oid, 'pg_class') ~ '^Made by Holdfast(: |$)'
            ), source (relation, name, oid, number) as (
                select relation, name, relation, number from cell
                union all
                select cell.relation, cell.name, live.oid, a.attnum
                from cell join live using (relation)
                    join pg_attribute a on a.attrelid = live.oid and a.attname = cell.name
            ), dependent as (
                select distinct s.relation, s.name as column, s.number, d.classid, d.objid
                from source s
                    join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = s.oid
                        and d.refobjsubid = s.number
            )
            select d.relation, d.column, g.oid, 'column' as kind, quote_ident(a.attname) as name, false as whole,
                pg_get_expr(g.adbin, g.adrelid) as definition
            from dependent d
                join pg_attrdef g on d.classid = 'pg_attrdef'::regclass and g.oid = d.objid
                join pg_attribute a on a.attrelid = g.adrelid and a.attnum = g.adnum and a.attgenerated <> ''
                    and a.attname <> d.column
            union all
            select d.relation, d.column, i.oid, 'index', format('%I.%I', n.nspname, i.relname),
                d.number = any (x.indkey::smallint[]),
                concat_ws(' ', pg_get_expr(x.indexprs, x.indrelid), pg_get_expr(x.indpred, x.indrelid))
            from dependent d
                join pg_class i on d.classid = 'pg_class'::regclass and i.oid = d.objid and i.relkind in ('i', 'I')
                join pg_namespace n on n.oid = i.relnamespace
                join pg_index x on x.indexrelid = i.oid
            where not exists (select from pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u', 'x'))
            union all
            select d.relation, d.column, k.oid, 'constraint', quote_ident(k.conname), true, pg_get_constraintdef(k.oid)
            from dependent d
                join pg_constraint k on d.classid = 'pg_constraint'::regclass and k.oid = d.objid
                    and k.contype in ('p', 'u', 'x', 'f') and k.conrelid = d.relation
            union all
            select d.relation, d.column, e.oid, 'statistics', format('%I.%I', n.nspname, e.stxname),
                d.number = any (e.stxkeys::smallint[]), pg_get_statisticsobjdef(e.oid)
            from dependent d
                join pg_statistic_ext e on d.classid = 'pg_statistic_ext'::regclass and e.oid = d.objid
                join pg_namespace n on n.oid = e.stxnamespace
            union all
            select d.relation, d.column, v.oid, case v.relkind when 'm' then 'materialized view' else 'view' end,
                format('%I.%I', n.nspname, v.relname), false, pg_get_viewdef(v.oid)
            from dependent d
                join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
                join pg_class v on v.oid = r.ev_class and v.relkind in ('v', 'm')
                    and v.oid not in (select oid from live)
                join pg_namespace n on n.oid = v.relnamespace
            order by 1, 4, 5, 2
            """)
    @RegisterConstructorMapper(DependentRow.class)
    List<DependentRow> dependents(@Bind("relations") Long[] relations, @Bind("columns") String[] columns);

    /** How large these relations are. */
    @SqlQuery("""
            select oid as relation, greatest(reltuples, 0)::bigint as rows from pg_class where oid = any (:relations)
            """)
    @RegisterConstructorMapper(SizeRow.class)
    List<SizeRow> sizes(@Bind("relations") Long[] relations);

    /**
     * The columns of these relations with few different values, as far as the role may see that: PostgreSQL hides it where
     * row-level security binds the role.
     */
    @SqlQuery("""
            select c.oid as relation, s.attname as column, s.n_distinct::int as values
            from pg_stats s
                join pg_namespace n on n.nspname = s.schemaname
                join pg_class c on c.relnamespace = n.oid and c.relname = s.tablename
            where c.oid = any (:relations) and c.reltuples >= 1000 and s.n_distinct between 1 and :few
            """)
    @RegisterConstructorMapper(FewValuesRow.class)
    List<FewValuesRow> fewValues(@Bind("relations") Long[] relations, @Bind("few") int few);

    /** The table of data keys, if there is one. */
    @SqlQuery("""
            select c.oid, greatest(c.reltuples, 0)::bigint as rows, c.relrowsecurity as row_security,
                c.relforcerowsecurity as forced,
            """ + Catalog.UNTOLD + """
                 as untold,
                pg_get_userbyid(c.relowner) as owner,
                pg_has_role(c.relowner, 'USAGE') as own, has_schema_privilege(n.oid, 'USAGE') as usable,
                array(
                    select p.granted
                    from (values
                        ('select', has_table_privilege(c.oid, 'SELECT')),
                        ('insert', has_table_privilege(c.oid, 'INSERT')),
                        ('update (state, wrapped, wrapping_key)', (
                            select bool_and(has_column_privilege(a.attrelid, a.attnum, 'UPDATE'))
                            from pg_attribute a
                            where a.attrelid = c.oid and a.attname in ('state', 'wrapped', 'wrapping_key')))
                        ) as p (granted, has)
                    where not p.has
                ) as lacking,
                array(
                    select distinct case a.grantee when 0 then 'public'
                        else quote_ident(pg_get_userbyid(a.grantee)) end
                    from aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
                    where a.privilege_type in ('DELETE', 'TRUNCATE') and a.grantee <> c.relowner
                        and (a.grantee = 0 or pg_has_role(a.grantee, 'USAGE') or exists (
                            select from pg_roles r where r.rolname = any (:across) and pg_has_role(r.oid, a.grantee, 'USAGE')))
                    order by 1
                ) as destroyers,
                exists (
                    select from pg_trigger t join pg_proc f on f.oid = t.tgfoid and f.pronamespace = n.oid
                    where t.tgrelid = c.oid and t.tgenabled in ('O', 'A') and f.proname = 'guard_data_key'
                        and t.tgtype = 23 and t.tgqual is null and t.tgattr = ''
                ) as guarded,
                exists (
                    select from pg_trigger t join pg_proc f on f.oid = t.tgfoid and f.pronamespace = n.oid
                    where t.tgrelid = c.oid and t.tgenabled in ('O', 'A') and f.proname = 'refuse_data_key_delete'
                        and t.tgtype = 10
                ) as kept,
                exists (
                    select from pg_index x
                    where x.indrelid = c.oid and x.indisunique and x.indisvalid and x.indexprs is null
                        and pg_get_expr(x.indpred, x.indrelid) = '(state = ''active''::text)'
                        and x.indnkeyatts = 3 and (
                            select array_agg(a.attname::text order by a.attname) from pg_attribute a
                            where a.attrelid = c.oid and a.attnum = any (x.indkey::smallint[])
                        ) = '{purpose,subject,tenant}'
                ) as singular
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'holdfast' and c.relname = 'data_keys' and c.relkind = 'r'
            """)
    @RegisterConstructorMapper(KeyTableRow.class)
    Optional<KeyTableRow> keyTable(@Bind("across") String[] across);

    /** Which keys of keyrings wrap data keys, but for the primary one: a step through an index for each. */
    @SqlQuery("""
            with recursive wrapping (id) as (
                (select wrapping_key from holdfast.data_keys where wrapping_key > '' order by wrapping_key limit 1)
                union all
                select (
                    select k.wrapping_key from holdfast.data_keys k
                    where k.wrapping_key > w.id order by k.wrapping_key limit 1)
                from wrapping w
                where w.id is not null
            )
            select w.id as wrapping_key, (
                    select count(*) from (
                        select from holdfast.data_keys k where k.wrapping_key = w.id limit :many + 1) as counted
                ) as keys
            from wrapping w
            where w.id <> :primary
            order by w.id
            """)
    @RegisterConstructorMapper(WrappingRow.class)
    List<WrappingRow> wrappingKeys(@Bind("primary") String primary, @Bind("many") int many);

    /** How many data keys were superseded so many days ago, and haven't been touched since. */
    @SqlQuery("""
            select count(*) from (
                select from holdfast.data_keys
                where state = 'superseded' and changed_at < now() - make_interval(days => :days) limit :many + 1) as counted
            """)
    int superseded(@Bind("days") int days, @Bind("many") int many);
}
