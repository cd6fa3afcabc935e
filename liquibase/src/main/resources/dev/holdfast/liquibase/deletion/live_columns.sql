-- The columns that a table's live view shows, in order: all but those that tell of a deletion.
create or replace function holdfast.live_columns(relation regclass) returns name[]
    language sql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select array(
        select attname from pg_attribute
        where attrelid = relation and attnum > 0 and not attisdropped
            and not (attname = 'live' and attgenerated = 's')
            and not (attname in ('deleted_at', 'deleted_by', 'delete_reason', 'deletion_id')
                and holdfast.is_soft_deletable(relation))
        order by attnum)
$holdfast$;
