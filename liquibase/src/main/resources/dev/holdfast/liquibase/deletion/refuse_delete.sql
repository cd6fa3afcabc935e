create or replace function holdfast.refuse_delete() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    -- Deeper down it would be another table's foreign key that deletes, whatever the setting says.
    if current_setting('holdfast.purge', true) = 'on' and pg_trigger_depth() = 1 then
        return null;
    end if;
    raise exception 'Rows of %.% are deleted softly', tg_table_schema, tg_table_name
        using errcode = 'insufficient_privilege',
            hint = format('delete from %1$I.%2$I, or update %1$I.%3$I set deleted_at = now(). For good and when it is due: select %1$I.%4$I(keys).',
                tg_table_schema, tg_table_name || '_live', tg_table_name, tg_table_name || '_purge'),
            schema = tg_table_schema,
            table = tg_table_name;
end
$holdfast$;
