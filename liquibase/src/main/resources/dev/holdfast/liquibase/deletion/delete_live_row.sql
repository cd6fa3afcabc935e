-- On the view <table>_live. Arguments: the columns of the primary key.
create or replace function holdfast.delete_live_row() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    deleted bigint;
begin
    execute format('update %I.%I set deleted_at = now() where deleted_at is null and %s',
        tg_table_schema, left(tg_table_name, -length('_live')),
        (select string_agg(format('%1$I = ($1).%1$I', key), ' and ') from unnest(tg_argv) as key))
        using old;
    get diagnostics deleted = row_count;
    return case when deleted > 0 then old end;
end
$holdfast$;
