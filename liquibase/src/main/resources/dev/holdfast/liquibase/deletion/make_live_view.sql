create or replace function holdfast.make_live_view(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    view constant text := holdfast.live_view_name(relation);
    soft constant boolean := holdfast.is_soft_deletable(relation);
    definition constant text := holdfast.live_query(relation);
    keys text;
    body text;
    deriving regclass;
begin
    if definition is null then
        perform holdfast.drop_live_view(relation);
        return;
    end if;
    if view is null then
        raise exception 'The live view of % can''t be made: there is another relation of that name, or the table''s name is longer than 50 bytes.',
            relation using errcode = 'duplicate_table';
    end if;
    select string_agg(quote_literal(attname), ', ' order by n) into keys
    from pg_index
    cross join unnest(indkey) with ordinality as part (number, n)
    join pg_attribute on attrelid = indrelid and attnum = number
    where indrelid = relation and indisprimary and n <= indnkeyatts;
    if soft and keys is null then
        raise exception 'The table % has no primary key, by which a delete from % would find its row. Add one first.',
            relation, view using errcode = 'object_not_in_prerequisite_state';
    end if;
    body := format('view %s with (security_invoker = true) as %s with cascaded check option', view, definition);
    begin
        execute 'create or replace ' || body;
    exception when invalid_table_definition then -- a column has gone, or has another name, type or place
        perform holdfast.drop_live_view(relation);
        execute 'create ' || body;
    end;
    execute format('comment on view %s is %L', view, concat('Made by Holdfast: ', holdfast.live_view_record(relation)));
    execute format('drop trigger if exists holdfast_delete on %s', view);
    if soft then
        execute format('create trigger holdfast_delete instead of delete on %s for each row execute function holdfast.delete_live_row(%s)',
            view, keys);
    end if;
    perform holdfast.grant_live_view(relation, view::regclass);
    for deriving in
        select conrelid from pg_constraint
        where confrelid = relation and contype = 'f' and obj_description(oid, 'pg_constraint') = 'holdfast:derive'
    loop
        perform holdfast.make_live_view(deriving);
    end loop;
end
$holdfast$;
