-- What was known of a table's columns, by the places that they have since it was restored from a dump, which closes the gaps. Where names
-- are gone and others there, nobody knows which of them are the same column.
create or replace function holdfast.restored_column_names(recorded holdfast.recorded_tables, places name[]) returns name[]
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    gone constant text := (select string_agg(quote_ident(c), ', ') from unnest(recorded.column_names) c where c <> all (array_remove(places, null)));
    come constant text := (select string_agg(quote_ident(c), ', ') from unnest(places) c where c <> all (array_remove(recorded.column_names, null)));
begin
    if gone is not null and come is not null then
        raise exception 'Columns of % were changed around a restore, and it can''t be told which were renamed: % gone, % there instead',
            recorded.relation, gone, come
            using errcode = 'object_not_in_prerequisite_state',
                hint = format('Give renamed columns their old names back, add dropped ones again, empty, and call holdfast.renew_recording(%L). '
                    'Then rename and drop them.', recorded.relation);
    end if;
    return array(select case when c = any (recorded.column_names) then c end from unnest(places) with ordinality as u (c, n) order by n);
end
$holdfast$;
