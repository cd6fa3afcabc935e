-- A column that is there already stays the table's own: only those with the comment go with the rollback.
create or replace function holdfast.add_deletion_columns(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    stamp record;
begin
    for stamp in
        select name, type, atttypid
        from (values (1, 'deleted_at', 'timestamptz'::regtype), (2, 'deleted_by', 'text'), (3, 'delete_reason', 'text'),
            (4, 'deletion_id', 'uuid')) as stamps (n, name, type)
        left join pg_attribute on attrelid = relation and attname = name and attnum > 0 and not attisdropped
        order by n
    loop
        if stamp.atttypid is null then
            execute format('alter table %s add column %I %s', relation, stamp.name, stamp.type);
            execute format('comment on column %s.%I is %L', relation, stamp.name, 'Made by Holdfast');
        elsif stamp.atttypid <> stamp.type then
            raise exception 'The column % of % is of type %, and soft delete needs %. Convert it first.',
                stamp.name, relation, stamp.atttypid::regtype, stamp.type using errcode = 'datatype_mismatch';
        end if;
    end loop;
end
$holdfast$;
