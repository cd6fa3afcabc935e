-- Gives its name too where it isn't there: null is only for somebody else's relation of that name.
create or replace function holdfast.live_view_name(relation regclass) returns text
    language plpgsql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    view text;
begin
    select format('%s.%I', relnamespace::regnamespace, relname || '_live') into view from pg_class
    where oid = relation and octet_length(relname) <= 50;
    if to_regclass(view) is null
        or obj_description(to_regclass(view), 'pg_class') ~ '^Made by Holdfast(: |$)'
            and (select relowner from pg_class where oid = to_regclass(view))
                = (select relowner from pg_class where oid = relation)
    then
        return view;
    end if;
    return null;
end
$holdfast$;
