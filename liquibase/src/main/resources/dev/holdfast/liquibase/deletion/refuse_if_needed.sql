-- A column that goes takes along, without a word, what stands on it.
create or replace function holdfast.refuse_if_needed(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    needed constant text := (
        select string_agg(name, ', ' order by name) from (
            select conname::text from pg_constraint
            join pg_attribute on attrelid = conrelid and attname = 'live' and attnum = any (conkey)
            where contype = 'f' and conrelid = relation
            union all
            select indexrelid::regclass::text from pg_index
            where indrelid = relation and indisunique and pg_get_expr(indpred, indrelid) like '%deleted_at IS NULL%'
        ) as found (name));
begin
    if needed is not null then
        raise exception 'The rollback of enableSoftDelete on % is refused: % would go with it. Roll back first what made that.',
            relation, needed using errcode = 'dependent_objects_still_exist';
    end if;
end
$holdfast$;
