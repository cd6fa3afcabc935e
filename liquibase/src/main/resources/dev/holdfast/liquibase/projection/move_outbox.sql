-- The part of holdfast.replay_outbox that is about all tenants: takes partitions back to a position; what is under way is undone, since
-- the tokens change. Returns where they are then.
create or replace function holdfast.move_outbox(outbox text, after bigint) returns text
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_column
declare
    here constant text := holdfast.checkpoint_at(after);
begin
    if not exists (select from holdfast.projections p where p.projection = move_outbox.outbox and p.outbox) then
        raise exception 'There is no outbox "%"; a projection is built anew by another version.', outbox using errcode = 'undefined_object';
    end if;
    perform from holdfast.lock_projection(move_outbox.outbox);
    update holdfast.projection_partitions p
    set checkpoint = here, position = split_part(substr(here, 2), '.', 1)::bigint, moved_at = clock_timestamp(), mismatched = false
    where p.projection = move_outbox.outbox and p.position > after;
    return here;
end
$holdfast$;
