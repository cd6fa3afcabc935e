-- By what they are, not by their names: the table may have another one now.
create or replace function holdfast.drop_history_views(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    found_one record;
begin
    for found_one in
        select format('drop view %s', v.oid::regclass) as sql
        from pg_rewrite r join pg_class v on v.oid = r.ev_class and v.relkind = 'v'
        where obj_description(v.oid, 'pg_class') = 'Made by Holdfast'
            and exists (
                select from pg_depend d
                where d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refobjid = holdfast.versions_name(relation)::regclass)
        union all
        select format('drop function %s', p.oid::regprocedure)
        from pg_class c join pg_proc p on p.prorettype = c.reltype and p.proretset
        where c.oid = relation and obj_description(p.oid, 'pg_proc') = 'Made by Holdfast'
    loop
        execute found_one.sql;
    end loop;
end
$holdfast$;
