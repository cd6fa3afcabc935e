-- Brings the columns of the history's table up to those of the table: what was added, or given another type. Rows that have a value in
-- an added column, by its default, get a version with it, since no trigger saw that. Where it was just changed, in this
-- transaction, nobody has written into it, and the catalogue tells whether PostgreSQL has.
create or replace function holdfast.carry_columns(relation regclass, just_changed boolean) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    versions constant regclass := to_regclass(holdfast.versions_name(relation));
    changed record;
    filled text;
begin
    for changed in
        select a.attname, format_type(a.atttypid, a.atttypmod) as type, v.attname is null as is_new,
            not just_changed or a.xmin <> pg_current_xact_id()::xid or a.atthasmissing or a.atthasdef or a.attidentity <> '' or t.typtype = 'd'
                as may_be_filled,
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
        if not changed.is_new then
            perform holdfast.retype_versions(versions, changed.attname, changed.type, changed.collation);
            continue;
        end if;
        execute format('alter table %s add column %I %s%s', versions, changed.attname, changed.type, changed.collation);
        if changed.may_be_filled then
            filled := concat_ws(' or ', filled, format('%I is distinct from null', changed.attname));
        end if;
    end loop;
    if filled is not null then
        perform holdfast.backfill_versions(relation, filled);
    end if;
end
$holdfast$;
