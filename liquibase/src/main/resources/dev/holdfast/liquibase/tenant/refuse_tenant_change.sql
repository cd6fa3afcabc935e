create or replace function holdfast.refuse_tenant_change() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    raise exception 'The tenant of a row in %.% can''t be changed', tg_table_schema, tg_table_name
        using errcode = 'insufficient_privilege',
            hint = 'Insert the row for the other tenant and delete this one.',
            schema = tg_table_schema,
            table = tg_table_name;
end
$holdfast$;
