-- An index of a table's versions by the tenant, these columns, and what is left of the key: for reads as of a moment in that order.
create or replace function holdfast.add_history_index(relation regclass, name name, columns name[]) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_variable
declare
    recorded holdfast.recorded_tables%rowtype;
    unknown text;
begin
    select t.* into recorded from holdfast.recorded_tables t where t.relation = relation and t.historical;
    if not found then
        raise exception 'The table % has no history', relation using errcode = 'HF017', hint = 'Run enableHistory on it first.';
    end if;
    select string_agg(quote_ident(c), ', ' order by n) into unknown from unnest(columns) with ordinality as u (c, n)
    where not exists (
        select from pg_attribute where attrelid = recorded.versions and attname = c and attnum > 0 and not attisdropped);
    if unknown is not null then
        raise exception 'The history of % has no column %', relation, unknown using errcode = 'undefined_column';
    end if;
    execute format('create index %I on %s (%s)', name, recorded.versions, (
        select string_agg(quote_ident(c), ', ' order by n)
        from unnest(array_remove(array[recorded.tenant_column], null) || columns
            || array(select k from unnest(recorded.key_columns) with ordinality as u (k, n) where k <> all (columns) order by n))
            with ordinality as u (c, n)));
end
$holdfast$;
