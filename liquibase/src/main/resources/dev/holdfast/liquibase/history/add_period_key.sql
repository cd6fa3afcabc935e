-- Keeps the periods of rows with the same values from overlapping, and refuses empty ones.
create or replace function holdfast.add_period_key(relation regclass, name name, columns name[], period name) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_variable
declare
    -- Its operator classes are needed, in whatever schema it is.
    its_schema constant name := (
        select extnamespace::regnamespace from pg_extension where extname = 'btree_gist');
begin
    if its_schema is null then
        raise exception 'A key over periods of % needs the extension btree_gist', relation
            using errcode = 'undefined_object', hint = 'Have an administrator run: create extension btree_gist;';
    end if;
    if not exists (
        select from pg_attribute join pg_type on pg_type.oid = atttypid
        where attrelid = relation and attname = period and attnum > 0 and not attisdropped and typtype in ('r', 'm'))
    then
        raise exception 'The table % has no column % of a range or multirange type', relation, quote_ident(period)
            using errcode = 'datatype_mismatch', hint = 'Such as daterange or tstzrange.';
    end if;
    if current_setting('server_version_num')::int >= 180000 then
        execute format('alter table %s add constraint %I unique (%s, %I without overlaps)',
            relation, name, (select string_agg(quote_ident(c), ', ' order by n) from unnest(columns) with ordinality as u (c, n)), period);
    else
        execute format('alter table %s add constraint %I exclude using gist (%s, %I with &&), add constraint %I check (not isempty(%4$I))',
            relation, name, (select string_agg(format('%I with =', c), ', ' order by n) from unnest(columns) with ordinality as u (c, n)),
            period, name || '_check');
    end if;
end
$holdfast$;
