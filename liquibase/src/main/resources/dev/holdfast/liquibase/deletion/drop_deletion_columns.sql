create or replace function holdfast.drop_deletion_columns(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    stamp name;
begin
    for stamp in
        select attname from pg_attribute
        where attrelid = relation and attnum > 0 and not attisdropped
            and attname in ('deleted_at', 'deleted_by', 'delete_reason', 'deletion_id')
            and col_description(attrelid, attnum) = 'Made by Holdfast'
    loop
        execute format('alter table %s drop column %I', relation, stamp);
    end loop;
end
$holdfast$;
