-- The expression that reads a clear cell as a type. It casts to the type without its length, and not to a domain, since such
-- a cast would cut a value without a word; the assignment to the column refuses one that is too long.
create or replace function holdfast.cell_content(attribute name, type regtype) returns text
    language sql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select case holdfast.base_type(type)
        when 'bytea'::regtype then format('substring(%I from 2)', attribute)
        else format('convert_from(substring(%I from 2), ''UTF8'')::%s', attribute, format_type(holdfast.base_type(type), -1))
    end
$holdfast$;
