-- Refuses to stop what runs in the appends' transactions.
create or replace function holdfast.refuse_in_force(projection text) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    if exists (select from holdfast.inline_projections i where i.projection = refuse_in_force.projection) then
        raise exception 'The projection % is inline and in force: it runs in each append''s transaction, and can''t be paused.', projection
            using errcode = 'object_not_in_prerequisite_state';
    end if;
end
$holdfast$;
