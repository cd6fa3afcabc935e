-- The query of a table's live view, as the table and its keys are now; null where nothing makes its rows live.
create or replace function holdfast.live_query(relation regclass) returns text
    language sql stable strict
    set search_path = pg_catalog, pg_temp
    set quote_all_identifiers = off
as $holdfast$
    select format('select %s from %s as own where %s',
        (select string_agg(format('own.%I', shown), ', ' order by n)
            from unnest(holdfast.live_columns(relation)) with ordinality as part (shown, n)),
        relation, condition)
    from holdfast.live_condition(relation, 'own', '{}') as condition
    where condition is not null
$holdfast$;
