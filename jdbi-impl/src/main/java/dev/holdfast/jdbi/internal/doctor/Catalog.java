package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.jdbi.internal.doctor.CatalogRows.ColumnRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.ForeignKeyRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.IndexedRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.MembershipRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.MigratedRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.PolicyRoleRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.PolicyRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.RegisteredViewRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.RelationRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.RoleRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.StandingSettingRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.StrangerRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.TypeRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.ViewRow;
import java.util.List;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/**
 * What the doctor asks PostgreSQL: catalogs only, which every role may read. Each question is one round trip for all
 * tables. Privileges and policies are judged for {@code current_user}.
 */
public interface Catalog {

    /** Whether FORCE binds the owner of a table c, and no policy is for it but those for purges and actors. */
    String UNTOLD = """
             c.relrowsecurity and c.relforcerowsecurity and not exists (
                    select from pg_roles where oid = c.relowner and (rolsuper or rolbypassrls))
                and not exists (
                    select from pg_policy p, unnest(p.polroles) as g (role)
                    where p.polrelid = c.oid and p.polpermissive and p.polname not in ('holdfast_purge', 'holdfast_actors')
                        and (g.role = 0 or pg_has_role(c.relowner, g.role, 'USAGE')))""";

    /** The role that statements run as, first, and the role that logged in, where it is another one. */
    @SqlQuery("""
            select rolname as name, oid = 10 as bootstrap, rolsuper as superuser, rolbypassrls as bypass_rls
            from pg_roles
            where rolname in (current_user, session_user)
            order by rolname = current_user desc
            """)
    @RegisterConstructorMapper(RoleRow.class)
    List<RoleRow> sessionRoles();

    /**
     * The relations of those names, and below each the partitions and other tables that inherit from it.
     *
     * @param schemas for each name its schema; null where the search path decides
     */
    @SqlQuery("""
            with recursive wanted as (
                select * from unnest(:schemas, :names) with ordinality as w (schema, name, position)
            ), found (position, oid, inherits) as (
                select w.position, c.oid, false
                from wanted w
                    join pg_class c on c.relname = w.name and c.relkind in ('r', 'p', 'v', 'm', 'f')
                    join pg_namespace n on n.oid = c.relnamespace
                where case when w.schema is null then pg_table_is_visible(c.oid) else n.nspname = w.schema end
                union all
                select f.position, i.inhrelid, true
                from found f join pg_inherits i on i.inhparent = f.oid
            )
            select f.position - 1 as position, f.oid, f.inherits, n.nspname as schema, c.relname as name,
                c.relkind::text as kind, c.relowner as owner_oid, o.rolname as owner,
                c.relrowsecurity as row_security, c.relforcerowsecurity as forced,
                has_schema_privilege(n.oid, 'usage') and has_any_column_privilege(c.oid, 'select') as readable,
                has_table_privilege(c.oid, 'delete, truncate')
                    or has_any_column_privilege(c.oid, 'select, insert, update') as reachable,
            """ + UNTOLD + """
                 as untold,
                array(
                    select distinct case a.grantee when 0 then 'public'
                        else quote_ident(pg_get_userbyid(a.grantee)) end
                    from aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
                    where a.privilege_type = 'TRUNCATE' and a.grantee <> c.relowner
                        and (a.grantee = 0 or pg_has_role(a.grantee, 'USAGE'))
                    order by 1
                ) as truncators,
                array(
                    select o.relname::text from pg_class o
                    where o.relnamespace = c.relnamespace and starts_with(o.relname::text, left(c.relname::text, 10))
                ) as neighbours
            from found f
                join pg_class c on c.oid = f.oid
                join pg_namespace n on n.oid = c.relnamespace
                join pg_roles o on o.oid = c.relowner
            order by f.position, f.inherits, n.nspname, c.relname
            """)
    @RegisterConstructorMapper(RelationRow.class)
    List<RelationRow> relations(@Bind("schemas") @Nullable String[] schemas, @Bind("names") String[] names);

    /**
     * What a role may do that the session's role isn't a member of.
     *
     * @param owners the owners of the tables
     * @param across the names of the roles that see all tenants
     */
    @SqlQuery("""
            select r.rolsuper or r.rolbypassrls or r.oid = any (:owners) or r.rolname = any (:across) or exists (
                    select from pg_roles t
                    where t.oid <> r.oid and pg_has_role(r.oid, t.oid, 'MEMBER')
                        and (t.oid = any (:owners) or t.rolname = any (:across) or t.rolsuper or t.rolbypassrls)
                ) as powerful,
                array(
                    select c.oid::bigint from pg_class c
                    where c.oid = any (:relations) and not (has_schema_privilege(r.oid, c.relnamespace, 'usage')
                        and has_any_column_privilege(r.oid, c.oid, 'select'))
                ) as unreadable
            from pg_roles r
            where r.rolname = :role
            """)
    @RegisterConstructorMapper(PolicyRoleRow.class)
    PolicyRoleRow policyRole(
            @Bind("role") String role,
            @Bind("relations") Long[] relations,
            @Bind("owners") Long[] owners,
            @Bind("across") String[] across);

    /**
     * The tables in the schemas of these relations that the application may use and that aren't among them: without
     * Liquibase's own, Holdfast's, and those of extensions.
     */
    @SqlQuery("""
            select n.nspname as schema, c.relname as name, c.relrowsecurity as fenced,
                array(
                    select p from unnest(array['select', 'insert', 'update', 'delete', 'truncate']) as p
                    where has_table_privilege(c.oid, p)
                        or (p in ('select', 'insert', 'update') and has_any_column_privilege(c.oid, p))
                ) as privileges
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'f') and not c.oid = any (:relations)
                and n.oid in (select relnamespace from pg_class where oid = any (:relations))
                and n.nspname not in ('holdfast', 'pg_catalog', 'information_schema')
                and lower(c.relname) not in ('databasechangelog', 'databasechangeloglock')
                and obj_description(c.oid, 'pg_class') is distinct from 'Made by Holdfast'
                and has_schema_privilege(n.oid, 'usage')
                and (has_table_privilege(c.oid, 'select, insert, update, delete, truncate')
                    or has_any_column_privilege(c.oid, 'select, insert, update'))
                and not exists (
                    select from pg_depend d
                    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0 and d.deptype = 'e')
            order by n.nspname, c.relname
            """)
    @RegisterConstructorMapper(StrangerRow.class)
    List<StrangerRow> strangers(@Bind("relations") Long[] relations);

    /** With whose rights these views, materialized or not, read what. */
    @SqlQuery("""
            with recursive reading as (
                select distinct r.ev_class as reader, d.refobjid as source
                from pg_rewrite r
                    join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
                        and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class
                    join pg_class c on c.oid = r.ev_class and c.relkind in ('v', 'm')
            ), below (view, source) as (
                select reader, source from reading where reader = any (:views)
                union
                select b.view, e.source from below b join reading e on e.reader = b.source
            )
            select c.oid,
                c.relkind = 'v' and coalesce((
                    select bool_or(o.option_value::boolean)
                    from pg_options_to_table(c.reloptions) o where o.option_name = 'security_invoker'
                ), false) as invoker,
                c.relowner = current_user::regrole as own,
                exists (
                    select from below b join pg_class s on s.oid = b.source
                    where b.view = c.oid and s.relkind in ('r', 'p') and s.relrowsecurity
                ) as fenced,
                o.rolsuper or o.rolbypassrls as powerful,
                pg_get_viewdef(c.oid) as definition
            from pg_class c join pg_roles o on o.oid = c.relowner
            where c.oid = any (:views)
            """)
    @RegisterConstructorMapper(RegisteredViewRow.class)
    List<RegisteredViewRow> registeredViews(@Bind("views") Long[] views);

    /** What Liquibase has left: its list, if the role may read it, and what Holdfast's changelog creates. */
    @SqlQuery("""
            select coalesce(has_table_privilege(to_regclass('databasechangelog'), 'select'), false) as readable,
                exists (
                    select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = 'holdfast' and c.relname = 'tenants'
                ) as holdfast
            """)
    @RegisterConstructorMapper(MigratedRow.class)
    MigratedRow migrated();

    /** The ids of the change sets that have run. */
    @SqlQuery("select distinct id from databasechangelog")
    List<String> changeSets();

    /** The types that such names mean here; those that aren't there are left out. */
    @SqlQuery("""
            select name, to_regtype(name)::oid as oid
            from unnest(:names) as name
            where to_regtype(name) is not null
            """)
    @RegisterConstructorMapper(TypeRow.class)
    List<TypeRow> types(@Bind("names") String[] names);

    /** The columns; a domain counts as the type below it. */
    @SqlQuery("""
            with recursive base (relation, attnum, oid, modifier, not_null) as (
                select attrelid, attnum, atttypid, atttypmod, attnotnull and not exists (
                        select from pg_constraint -- from 18 on
                        where conrelid = attrelid and contype = 'n' and conkey = array[attnum] and not convalidated)
                from pg_attribute
                where attrelid = any (:relations) and attnum > 0 and not attisdropped
                union all
                select b.relation, b.attnum, t.typbasetype, t.typtypmod, b.not_null or t.typnotnull
                from base b join pg_type t on t.oid = b.oid and t.typtype = 'd'
            )
            select a.attrelid as relation, a.attnum as position, a.attname as name, b.oid as type_oid,
                format_type(b.oid, b.modifier) as base_type, format_type(a.atttypid, a.atttypmod) as type, b.not_null,
                pg_get_expr(d.adbin, d.adrelid) as expression,
                a.attidentity <> '' as identity, a.attgenerated <> '' as generated
            from base b
                join pg_attribute a on a.attrelid = b.relation and a.attnum = b.attnum
                join pg_type t on t.oid = b.oid and t.typtype <> 'd'
                left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            order by a.attrelid, a.attnum
            """)
    @RegisterConstructorMapper(ColumnRow.class)
    List<ColumnRow> columns(@Bind("relations") Long[] relations);

    /** The policies, once for each role that they are for. */
    @SqlQuery("""
            select p.polrelid as relation, t.relname as table, p.polname as name, p.polpermissive as permissive,
                case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                    when 'd' then 'delete' else 'all' end as command,
                pg_get_expr(p.polqual, p.polrelid) as reading, pg_get_expr(p.polwithcheck, p.polrelid) as writing,
                r.rolname as role,
                g.role = 0 or pg_has_role(g.role, 'USAGE') as application,
                g.role <> 0 and not r.rolcanlogin and not r.rolsuper and not r.rolbypassrls and not exists (
                    select from pg_auth_members m
                    where m.roleid = g.role
                        and (coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)
                            or coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true))
                ) as sealed,
                exists (select from pg_proc f where f.proowner = g.role and f.prosecdef) as definer,
                array(
                    select o.polname::text
                    from pg_policy o, unnest(o.polroles) as other (role)
                    where o.polrelid = p.polrelid and not o.polpermissive
                        and (other.role = 0 or (g.role <> 0 and pg_has_role(g.role, other.role, 'USAGE')))
                ) as restrictions
            from pg_policy p
                join pg_class t on t.oid = p.polrelid
                cross join unnest(p.polroles) as g (role)
                left join pg_roles r on r.oid = g.role
            where p.polrelid = any (:relations)
            order by p.polrelid, p.polname, r.rolname
            """)
    @RegisterConstructorMapper(PolicyRow.class)
    List<PolicyRow> policies(@Bind("relations") Long[] relations);

    /** The indexes, once for each column that they are searched by. */
    @SqlQuery("""
            select x.indrelid as relation, x.indexrelid as oid, n.nspname as schema, c.relname as name,
                x.indisunique as is_unique, x.indisexclusion as exclusion,
                x.indisvalid and x.indpred is null as complete, x.indisvalid as valid,
                pg_get_expr(x.indpred, x.indrelid) as predicate, m.amname as method,
                k.conname as constraint_name, k.contype::text as constraint_kind,
                pg_get_constraintdef(k.oid) as constraint_definition, pg_get_indexdef(x.indexrelid) as definition,
                x.indkey[i.at] as attnum, pg_get_indexdef(x.indexrelid, i.at + 1, false) as expression,
                ia.attname as column_name, format_type(ia.atttypid, ia.atttypmod) as column_type,
                t.typtype = 'e' as is_enum, oc.opcname as operator_class,
                exists (
                    select from pg_amop o
                        join pg_operator op on op.oid = o.amopopr
                        join pg_proc f on f.oid = op.oprcode
                    where o.amopfamily = oc.opcfamily and o.amoppurpose = 's' and o.amoplefttype = oc.opcintype
                        and f.proleakproof
                        and case m.amname
                            when 'btree' then o.amopstrategy = 3 and o.amoprighttype = oc.opcintype
                            when 'gin' then op.oprname <> '='
                            when 'gist' then op.oprname <> '='
                            else true
                        end
                ) as leakproof,
                exists (
                    select from pg_attribute s
                        join pg_cast c on c.castsource = s.atttypid and c.casttarget = ia.atttypid
                        left join pg_proc f on f.oid = c.castfunc
                    where s.attrelid = x.indrelid and (c.castmethod = 'b' or f.proleakproof)
                        and btrim(pg_get_indexdef(x.indexrelid, i.at + 1, false), '()')
                            = format('%I)::%s', s.attname, format_type(ia.atttypid, ia.atttypmod))
                ) as leakproof_cast
            from pg_index x
                join pg_class c on c.oid = x.indexrelid
                join pg_namespace n on n.oid = c.relnamespace
                join pg_am m on m.oid = c.relam
                cross join generate_series(0, x.indnkeyatts - 1) as i (at)
                join pg_attribute ia on ia.attrelid = x.indexrelid and ia.attnum = i.at + 1
                join pg_opclass oc on oc.oid = x.indclass[i.at]
                left join pg_attribute ta on ta.attrelid = x.indrelid and ta.attnum = x.indkey[i.at]
                    and x.indkey[i.at] <> 0
                left join pg_type t on t.oid = coalesce(ta.atttypid, ia.atttypid)
                left join pg_constraint k on k.conindid = x.indexrelid and k.contype in ('p', 'u', 'x')
            where x.indrelid = any (:relations)
            order by x.indrelid, c.relname, i.at
            """)
    @RegisterConstructorMapper(IndexedRow.class)
    List<IndexedRow> indexes(@Bind("relations") Long[] relations);

    /** The foreign keys between these relations, once for each pair of columns. */
    @SqlQuery("""
            select k.conrelid as relation, k.confrelid as target, k.conname as name, k.confdeltype::text as on_delete,
                a.attname as from_column, b.attname as to_column
            from pg_constraint k
                cross join unnest(k.conkey, k.confkey) with ordinality as pair (here, there, position)
                join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.here
                join pg_attribute b on b.attrelid = k.confrelid and b.attnum = pair.there
            where k.contype = 'f' and k.conparentid = 0
                and k.conrelid = any (:relations) and k.confrelid = any (:relations)
            order by k.conrelid, k.conname, pair.position
            """)
    @RegisterConstructorMapper(ForeignKeyRow.class)
    List<ForeignKeyRow> foreignKeys(@Bind("relations") Long[] relations);

    /** The views, materialized or not, that read these relations or views over them, once for each thing they read. */
    @SqlQuery("""
            with recursive reading as (
                select distinct r.ev_class as reader, d.refobjid as source
                from pg_rewrite r
                    join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
                        and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class
                    join pg_class c on c.oid = r.ev_class and c.relkind in ('v', 'm')
            ), found as (
                select reader, source from reading where source = any (:relations)
                union
                select e.reader, e.source from reading e join found f on e.source = f.reader
            )
            select f.reader as oid, f.source, n.nspname as schema, c.relname as name, c.relkind = 'm' as materialized,
                pg_get_userbyid(c.relowner) as owner, c.relowner = current_user::regrole as own,
                coalesce((
                    select bool_or(o.option_value::boolean)
                    from pg_options_to_table(c.reloptions) o where o.option_name = 'security_invoker'
                ), false) as invoker,
                has_any_column_privilege(c.oid, 'select')
                    or has_table_privilege(c.oid, 'insert, update, delete') as granted,
                pg_get_viewdef(c.oid) as definition,
                array(
                    select distinct case a.grantee when 0 then 'public'
                        else quote_ident(pg_get_userbyid(a.grantee)) end
                    from aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
                    where a.grantee <> c.relowner and (a.grantee = 0 or pg_has_role(a.grantee, 'USAGE'))
                    order by 1
                ) as grantees
            from found f
                join pg_class c on c.oid = f.reader
                join pg_namespace n on n.oid = c.relnamespace
            order by n.nspname, c.relname, f.source
            """)
    @RegisterConstructorMapper(ViewRow.class)
    List<ViewRow> views(@Bind("relations") Long[] relations);

    /**
     * Which of the session's roles and the owners have the rights of another owner, of a role that sees all tenants,
     * or of one that no policy holds: by inheriting them, or by {@code set role} to one that does. A membership that
     * only lets administer (PostgreSQL 16 and newer) gives no rights.
     */
    @SqlQuery("""
            with version as (
                select current_setting('server_version_num')::int >= 160000 as since_16
            ), reach as (
                select m.oid as member_oid, m.rolname as member, t.oid, t.rolname as role,
                    m.rolname in (current_user, session_user) as application, t.oid = any (:owners) as owner,
                    t.rolname = any (:across) as across, t.rolsuper as superuser, t.rolbypassrls as bypass_rls
                from pg_roles m, pg_roles t
                where m.oid <> t.oid and not m.rolsuper
                    and (m.oid = any (:owners) or m.rolname in (current_user, session_user))
                    and (t.oid = any (:owners) or t.rolname = any (:across) or t.rolsuper or t.rolbypassrls)
                    and exists (
                        select from pg_roles h, version
                        where (not h.rolsuper or h.oid = t.oid)
                            and pg_has_role(m.oid, h.oid, case when since_16 then 'SET' else 'MEMBER' end)
                            and pg_has_role(h.oid, t.oid, 'USAGE')
                    )
            )
            select r.*, array(
                select format('revoke %I from %I', pg_get_userbyid(a.roleid), r.member)
                    || case when since_16 and a.grantor <> 10 then format(' granted by %I', pg_get_userbyid(a.grantor))
                        else '' end
                from pg_auth_members a, version
                where a.member = r.member_oid and (a.roleid = r.oid or pg_has_role(a.roleid, r.oid, 'MEMBER'))
                    and (coalesce((to_jsonb(a) ->> 'set_option')::boolean, true)
                        or coalesce((to_jsonb(a) ->> 'inherit_option')::boolean, true))
                order by 1
            ) as revocations
            from reach r
            order by r.member, r.role
            """)
    @RegisterConstructorMapper(MembershipRow.class)
    List<MembershipRow> memberships(@Bind("owners") Long[] owners, @Bind("across") String[] across);

    /** What the sessions of whom this one is begin with of Holdfast's settings, each of which is for a transaction alone. */
    @SqlQuery("""
            select concat_ws(' in the ', case when s.setrole = 0 then 'all roles' else 'the role ' || pg_get_userbyid(s.setrole) end,
                    case when s.setdatabase <> 0 then 'database ' || current_database() end) as whose,
                split_part(c.line, '=', 1) as name,
                case when s.setrole = 0 and s.setdatabase <> 0 then format('alter database %I', current_database())
                    else 'alter role ' || case when s.setrole = 0 then 'all' else quote_ident(pg_get_userbyid(s.setrole)) end
                        || case when s.setdatabase <> 0 then format(' in database %I', current_database()) else '' end
                    end || ' reset ' || split_part(c.line, '=', 1) as fix
            from pg_db_role_setting s cross join lateral unnest(s.setconfig) as c (line)
            where (s.setrole = 0 or pg_get_userbyid(s.setrole) in (current_user, session_user))
                and (s.setdatabase = 0
                    or s.setdatabase = (select oid from pg_database where datname = current_database()))
                and starts_with(c.line, 'holdfast.') and split_part(c.line, '=', 2) <> ''
            order by 1, 2
            """)
    @RegisterConstructorMapper(StandingSettingRow.class)
    List<StandingSettingRow> standingSettings();
}
