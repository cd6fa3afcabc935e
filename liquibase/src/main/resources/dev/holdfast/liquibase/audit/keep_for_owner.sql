-- Takes all rights on a table from everybody but its owner, also those that default privileges gave.
create or replace function holdfast.keep_for_owner(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    grantee text;
begin
    for grantee in
        select distinct case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end
        from (
            select relowner, relacl as acl from pg_class where oid = relation
            union all
            select c.relowner, attacl from pg_class c join pg_attribute on attrelid = c.oid where c.oid = relation
        ) as g cross join aclexplode(g.acl) a
        where a.grantee <> g.relowner
    loop
        execute format('revoke all on %s from %s cascade', relation, grantee);
    end loop;
end
$holdfast$;
