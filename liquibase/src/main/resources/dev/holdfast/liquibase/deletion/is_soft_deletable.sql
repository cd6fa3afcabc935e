create or replace function holdfast.is_soft_deletable(relation regclass) returns boolean
    language sql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select count(*) = 5 from pg_attribute
    where attrelid = relation and attnum > 0 and not attisdropped
        and (attname in ('deleted_at', 'deleted_by', 'delete_reason', 'deletion_id')
            or attname = 'live' and attgenerated = 's')
$holdfast$;
