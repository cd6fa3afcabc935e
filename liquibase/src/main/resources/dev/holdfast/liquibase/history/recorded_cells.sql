-- How many entries and versions have values that are encrypted by a key: those that begin with its header. As who calls it, who sees those
-- of a tenant, or of all. They are never encrypted anew, so the key is needed for as long as they are kept.
create or replace function holdfast.recorded_cells(header bytea) returns table (source text, cells bigint)
    language plpgsql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    recorded record;
begin
    source := 'holdfast.audit_entries';
    select count(*) into cells from holdfast.audit_entries e where strpos(e.changes::text, '"\\x' || encode(header, 'hex')) > 0;
    return next;
    for recorded in
        select t.versions::text as versions,
            string_agg(format('substring(%I from 1 for %s) = $1', a.attname, length(header)), ' or ') as condition
        from holdfast.recorded_tables t join pg_attribute a on a.attrelid = t.versions
        where a.attnum > 0 and not a.attisdropped and a.atttypid = 'bytea'::regtype
        group by t.versions
        order by 1
    loop
        source := recorded.versions;
        execute format('select count(*) from %s where %s', recorded.versions, recorded.condition) into cells using header;
        return next;
    end loop;
end
$holdfast$;
