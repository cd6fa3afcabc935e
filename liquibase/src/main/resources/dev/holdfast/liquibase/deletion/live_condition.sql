-- What makes a row of this table live, or null where nothing does. "above" are the tables that led here.
create or replace function holdfast.live_condition(relation regclass, alias text, above regclass[]) returns text
    language plpgsql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    conditions text[] := '{}';
    parent constant text := 'parent' || cardinality(above) + 1;
    key record;
begin
    if relation = any (above) then
        raise exception 'The keys of % with onDelete="derive" lead back to itself, so whether a row is live could never be told. Use cascade for one of them.',
            relation using errcode = 'invalid_recursion';
    end if;
    if holdfast.is_soft_deletable(relation) then
        conditions := array[alias || '.deleted_at is null'];
    end if;
    for key in
        select confrelid::regclass as referenced,
            string_agg(format('%s.%I = %s.%I', parent, theirs.attname, alias, ours.attname), ' and ' order by n) as matched,
            coalesce(string_agg(format('%s.%I is null or ', alias, ours.attname), '' order by n)
                filter (where not ours.attnotnull), '') as absent
        from pg_constraint
        cross join unnest(conkey, confkey) with ordinality as pair (our, their, n)
        join pg_attribute as ours on ours.attrelid = conrelid and ours.attnum = our
        join pg_attribute as theirs on theirs.attrelid = confrelid and theirs.attnum = their
        where conrelid = relation and contype = 'f' and obj_description(pg_constraint.oid, 'pg_constraint') = 'holdfast:derive'
        group by pg_constraint.oid, conname, confrelid
        order by conname
    loop
        conditions := conditions || format('(%sexists (select from %s as %s where %s))', key.absent, key.referenced, parent,
            concat_ws(' and ', key.matched, holdfast.live_condition(key.referenced, parent, above || relation)));
    end loop;
    return nullif(array_to_string(conditions, ' and '), '');
end
$holdfast$;
