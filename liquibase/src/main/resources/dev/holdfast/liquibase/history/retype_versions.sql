-- Gives a column of a history's table another type, as the table's has it now. What was isn't to become something else by that: where a
-- value can't be cast, or neither keeps its text nor comes back by a cast, it is refused.
create or replace function holdfast.retype_versions(versions regclass, name name, type text, collated text) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    old record;
    loss text;
begin
    select format_type(a.atttypid, a.atttypmod) as type, a.atttypid = to_regtype(retype_versions.type) or exists (
            select from pg_cast where castsource = to_regtype(retype_versions.type) and casttarget = a.atttypid) as comes_back
    into strict old from pg_attribute a where a.attrelid = versions and a.attname = retype_versions.name and not a.attisdropped;
    begin
        perform holdfast.lift_force(versions), set_config('row_security', 'off', true);
        execute format('select nullif(count(*), 0) || '' of its values would become something else'' from %s
            where %I::%s::text is distinct from %2$I::text%4$s', versions, name, type,
            case when old.comes_back then format(' and %I::%s::%s::text is distinct from %1$I::text', name, type, old.type) else '' end)
        into loss;
        perform set_config('row_security', 'on', true), holdfast.put_force_back(versions);
    exception when data_exception or integrity_constraint_violation or cannot_coerce then
        loss := 'a value can''t be cast';
    end;
    if loss is not null then
        raise exception 'The column % of % can''t become %: %', name, versions, type, loss
            using errcode = 'object_not_in_prerequisite_state',
                hint = format('Versions stay as they were. Leave the column its type, %s. Add one of the new type, fill it from this one, and drop this one: '
                    'the versions keep it.', old.type);
    end if;
    execute format('alter table %s alter column %I type %s%s using %2$I::%3$s', versions, name, type, collated);
end
$holdfast$;
