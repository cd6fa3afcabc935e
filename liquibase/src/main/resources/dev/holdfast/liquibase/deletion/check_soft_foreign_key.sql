create or replace function holdfast.check_soft_foreign_key(child regclass, parent regclass, action text) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    if not holdfast.is_soft_deletable(parent) and not (action = 'derive' and exists (
        select from pg_constraint
        where conrelid = parent and obj_description(oid, 'pg_constraint') = 'holdfast:derive'))
    then
        raise exception 'The table % isn''t soft-deletable, so no soft foreign key can refer to it. Run enableSoftDelete on it first, or use an ordinary foreign key.',
            parent using errcode = 'object_not_in_prerequisite_state';
    end if;
    if action in ('restrict', 'cascade') and exists (
        select from pg_constraint
        where conrelid = parent and contype = 'f' and obj_description(oid, 'pg_constraint') = 'holdfast:derive')
    then
        raise exception 'onDelete="%" towards % can''t work: its rows are hidden with rows of another table, of which no key knows. Choose derive or keep, or let its own key cascade.',
            action, parent using errcode = 'object_not_in_prerequisite_state';
    end if;
    if action = 'cascade' and not holdfast.is_soft_deletable(child) then
        raise exception 'onDelete="cascade" on % can''t work: its rows can''t be deleted softly. Run enableSoftDelete on it first, or choose restrict, keep or derive.',
            child using errcode = 'object_not_in_prerequisite_state';
    end if;
    if action in ('restrict', 'cascade') and exists (
        select from pg_attribute
        where attrelid = child and attname = 'live' and attgenerated <> 's' and not attisdropped)
    then
        raise exception 'The table % has a column "live" of its own, which soft foreign keys need. Rename it first.',
            child using errcode = 'duplicate_column';
    end if;
end
$holdfast$;
