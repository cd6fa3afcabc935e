-- An index, a view or a generated column would keep the clear text, or lose its meaning over ciphertext.
create or replace function holdfast.refuse_column_dependents(relation regclass, attribute name) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    live_view constant regclass := to_regclass(holdfast.live_view_name(relation));
    dependents text;
begin
    if not exists (
        select from pg_attribute where attrelid = relation and attname = attribute and attnum > 0 and not attisdropped)
    then
        raise exception 'The table % has no column %', relation, attribute using errcode = 'undefined_column';
    end if;
    -- Partitions are converted along, and have indexes and views of their own.
    with recursive part (oid) as (
        select relation::oid
        union
        select inhrelid from part join pg_inherits on inhparent = oid
    )
    select string_agg(distinct pg_describe_object(classid, objid, objsubid), ', ') into dependents
    from part
    join pg_attribute on attrelid = part.oid and attname = attribute
    join pg_depend on refclassid = 'pg_class'::regclass and refobjid = attrelid and refobjsubid = attnum
    where not (classid = 'pg_attrdef'::regclass
            and exists (select from pg_attrdef where oid = objid and adrelid = attrelid and adnum = attnum))
        and not (classid = 'pg_constraint'::regclass
            and exists (select from pg_constraint where oid = objid and contype = 'n'))
        and not (classid = 'pg_rewrite'::regclass
            and exists (select from pg_rewrite where oid = objid and ev_class = live_view))
        and not (classid = 'pg_class'::regclass
            and exists (select from pg_class where oid = objid and relkind = 'S'));
    if dependents is not null then
        raise exception 'The column % of % can''t be converted while this depends on it: %. Drop that first.',
            attribute, relation, dependents using errcode = 'dependent_objects_still_exist',
            hint = 'What finds or orders by the clear text works no more; a blind index takes the place of an index.';
    end if;
end
$holdfast$;
