create or replace function holdfast.cascade_body(child regclass, key name) returns text
    language sql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    with keys as (
        select k.conname, k.confrelid::regclass as parent,
            string_agg(format('own.%I = new.%I', ours.attname, theirs.attname), ' and ' order by n) as of_new,
            string_agg(format('other.%I = own.%I', theirs.attname, ours.attname), ' and ' order by n) as of_other
        from pg_constraint k
        cross join unnest(k.conkey, k.confkey) with ordinality as pair (our, their, n)
        join pg_attribute as ours on ours.attrelid = k.conrelid and ours.attnum = our
        join pg_attribute as theirs on theirs.attrelid = k.confrelid and theirs.attnum = their
        where k.conrelid = child and k.contype = 'f' and obj_description(k.oid, 'pg_constraint') = 'holdfast:cascade'
        group by k.oid, k.conname, k.confrelid
    )
    select format('
begin
    if new.deleted_at is not null then
        update %1$s as own set deleted_at = new.deleted_at, deleted_by = new.deleted_by,
            delete_reason = new.delete_reason, deletion_id = new.deletion_id
        where %2$s and own.deleted_at is null;
    elsif current_setting(''holdfast.cascade'', true) is distinct from ''off'' then
        update %1$s as own set deleted_at = null, deleted_by = null, delete_reason = null, deletion_id = null
        where %2$s and own.deletion_id = old.deletion_id%3$s;
    end if;
    return null;
end
',
        child, of_new, (
            select string_agg(format('
            and not exists (select from %s as other where %s and other.deletion_id = old.deletion_id)', parent, of_other),
                '' order by conname)
            from keys where conname <> key))
    from keys where conname = key
$holdfast$;
