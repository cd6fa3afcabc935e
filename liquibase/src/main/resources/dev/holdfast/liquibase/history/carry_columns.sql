-- Brings the columns of the history's table up to those of the table: what was added, or given another type. What was dropped stays
-- there, with what it had.
create or replace function holdfast.carry_columns(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    versions constant regclass := to_regclass(holdfast.versions_name(relation));
    changed record;
begin
    for changed in
        select a.attname, format_type(a.atttypid, a.atttypmod) as type, v.attname is null as is_new,
            case when a.attcollation <> t.typcollation
                then (select format(' collate %s.%I', collnamespace::regnamespace, collname) from pg_collation where oid = a.attcollation)
                else '' end as collation
        from pg_attribute a
        join pg_type t on t.oid = a.atttypid
        left join pg_attribute v on v.attrelid = versions and v.attname = a.attname and not v.attisdropped
        where a.attrelid = relation and a.attnum > 0 and not a.attisdropped
            and (v.attname is null or (v.atttypid, v.atttypmod, v.attcollation) is distinct from (a.atttypid, a.atttypmod, a.attcollation))
        order by a.attnum
    loop
        if changed.is_new then
            execute format('alter table %s add column %I %s%s', versions, changed.attname, changed.type, changed.collation);
        else
            execute format('alter table %s alter column %I type %s%s using %2$I::%3$s', versions, changed.attname, changed.type, changed.collation);
        end if;
    end loop;
end
$holdfast$;
