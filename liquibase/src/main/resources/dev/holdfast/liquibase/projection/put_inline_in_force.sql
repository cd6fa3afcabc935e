-- From the commit on each append has to run this version of a projection; none of it with null. To be called behind the lock of
-- holdfast.streams that keeps appends out.
create or replace function holdfast.put_inline_in_force(projection text, version integer) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    delete from holdfast.inline_projections i where i.projection = put_inline_in_force.projection;
    if put_inline_in_force.version is not null then
        insert into holdfast.inline_projections (projection, version)
        values (put_inline_in_force.projection, put_inline_in_force.version);
    end if;
    -- So that those look who know of none, and those fail whose snapshot is older.
    perform nextval('holdfast.inline_changes');
    update holdfast.event_store set since = since;
end
$holdfast$;
