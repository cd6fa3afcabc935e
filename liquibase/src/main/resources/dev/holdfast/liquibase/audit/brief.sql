-- What an index can hold of a text: all of it up to 1000 bytes; of a longer one how it begins, its length, and a hash to tell it by.
create or replace function holdfast.brief(told text) returns text
    language sql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select case
        when octet_length(told) <= 1000 then told
        else format('%s… (%s bytes, SHA-256 %s)', left(told, 200), octet_length(told), encode(sha256(convert_to(told, 'UTF8')), 'hex'))
    end
$holdfast$;
