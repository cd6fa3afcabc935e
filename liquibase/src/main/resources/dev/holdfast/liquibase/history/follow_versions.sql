-- The columns of the history's table go by the names of the table's own since it was looked at last. That of a dropped column is set
-- aside, as holdfast_dropped_<number>_<name>: a later column of its name has nothing to do with it. All at once, since names may have
-- been exchanged.
create or replace function holdfast.follow_versions(recorded holdfast.recorded_tables) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    versions constant regclass := holdfast.versions_name(recorded.relation);
    dropped integer := (
        select coalesce(max(substring(attname from '^holdfast_dropped_(\d+)_')::integer), 0) from pg_attribute
        where attrelid = versions and not attisdropped);
    moved record;
    moves name[] := '{}';
begin
    for moved in
        select v.attname as from_name, v.attnum, case when old.name is null then t.attname when not a.attisdropped then a.attname end as to_name
        from pg_attribute v
        left join unnest(recorded.column_names) with ordinality as old (name, place) on old.name = v.attname
        left join pg_attribute a on a.attrelid = recorded.relation and a.attnum = old.place
        left join pg_attribute t on t.attrelid = recorded.relation and t.attname = v.attname and t.attnum > 0 and not t.attisdropped
        where v.attrelid = versions and v.attnum > 0 and not v.attisdropped and v.attname not like 'holdfast\_%'
        order by v.attnum
    loop
        continue when moved.to_name = moved.from_name;
        if moved.to_name is null then
            dropped := dropped + 1;
            execute format('alter table %s rename column %I to %I', versions, moved.from_name,
                format('holdfast_dropped_%s_%s', dropped, moved.from_name)::name);
        else
            execute format('alter table %s rename column %I to %I', versions, moved.from_name, 'holdfast_moved_' || moved.attnum);
            moves := moves || array['holdfast_moved_' || moved.attnum, moved.to_name]::name[];
        end if;
    end loop;
    for i in 1 .. cardinality(moves) by 2 loop
        execute format('alter table %s rename column %I to %I', versions, moves[i], moves[i + 1]);
    end loop;
end
$holdfast$;
