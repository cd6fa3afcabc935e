-- Where a table has another name now, or another schema, its versions go along.
create or replace function holdfast.rename_versions(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    versions constant regclass := (select t.versions from holdfast.recorded_tables t where t.relation = rename_versions.relation);
    wanted record;
begin
    select c.relnamespace, c.relname || '_versions' as name, v.relnamespace as old_namespace, v.relname as old_name into wanted
    from pg_class c, pg_class v where c.oid = rename_versions.relation and v.oid = versions;
    if wanted.relnamespace <> wanted.old_namespace then
        execute format('alter table %s set schema %s', versions, wanted.relnamespace::regnamespace);
    end if;
    if wanted.name <> wanted.old_name then
        execute format('alter table %s rename to %I', versions, wanted.name);
    end if;
end
$holdfast$;
