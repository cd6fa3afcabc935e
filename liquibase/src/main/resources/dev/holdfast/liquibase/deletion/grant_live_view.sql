-- Who may do something with the table may do it with the view, and deletes softly who may update.
create or replace function holdfast.grant_live_view(relation regclass, live_view regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    command text;
    soft constant boolean := holdfast.is_soft_deletable(relation);
begin
    for command in
        with acls (id, acl, attribute) as (
            select oid, relacl, null::name from pg_class where oid in (relation, live_view)
            union all
            select attrelid, attacl, attname from pg_attribute
            where attrelid in (relation, live_view) and attnum > 0 and not attisdropped
        ), given as (
            select id, attribute, grantee, privilege_type as privilege, is_grantable,
                case when grantee = 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end as who
            from acls cross join aclexplode(acl)
            where grantee <> (select relowner from pg_class where oid = relation)
        ), commands (n, command) as (
            select distinct 1, format('revoke all on %s from %s', live_view, who) from given where id = live_view
            union all
            select 2, format('grant %s%s on %s to %s%s', privilege, '(' || quote_ident(attribute) || ')', live_view, who,
                case when is_grantable then ' with grant option' else '' end)
            from given
            where id = relation
                and (privilege in ('SELECT', 'INSERT', 'UPDATE') or privilege = 'DELETE' and not soft)
                and (attribute is null
                    or exists (select from pg_attribute where attrelid = live_view and attname = attribute))
            union all
            select 3, format('grant delete on %s to %s', live_view, who) from given
            where id = relation and soft and privilege = 'UPDATE' and attribute is null
        )
        select commands.command from commands order by n
    loop
        execute command;
    end loop;
end
$holdfast$;
