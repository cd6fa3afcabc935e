-- The constant that a table without soft delete has for its foreign keys to live rows.
create or replace function holdfast.drop_unused_live(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    if not holdfast.is_soft_deletable(relation) and exists (
        select from pg_attribute
        where attrelid = relation and attname = 'live' and attgenerated = 's' and not attisdropped
            and not exists (
                select from pg_constraint where conrelid = relation and contype = 'f' and attnum = any (conkey)))
    then
        execute format('alter table %s drop column live', relation);
    end if;
end
$holdfast$;
