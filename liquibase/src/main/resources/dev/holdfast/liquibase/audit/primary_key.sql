-- The columns of a table's primary key, in its order, without the tenant's.
create or replace function holdfast.primary_key(relation regclass, tenant_column name) returns name[]
    language sql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select array(
        select attname from pg_index
        cross join unnest(indkey) with ordinality as part (number, n)
        join pg_attribute on attrelid = indrelid and attnum = number
        where indrelid = relation and indisprimary and n <= indnkeyatts and attname is distinct from tenant_column
        order by n)
$holdfast$;
