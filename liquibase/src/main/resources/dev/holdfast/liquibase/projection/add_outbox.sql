-- The part of holdfast.declare_outbox that is about all tenants: a version of an outbox, at a position; those before it stop.
create or replace function holdfast.add_outbox(outbox text, version integer, partitions integer, at_most bigint) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_column
declare
    here constant text := holdfast.checkpoint_at(at_most);
    stopped constant boolean := exists (
        select from holdfast.projections p where p.projection = add_outbox.outbox and p.serving and p.paused);
begin
    if exists (select from holdfast.projections p where p.projection = add_outbox.outbox and not p.outbox) then
        raise exception 'There is a projection "%", which is no outbox: give the outbox another name.', outbox using errcode = 'HF020';
    end if;
    if exists (select from holdfast.projections p where p.projection = add_outbox.outbox and p.version > add_outbox.version) then
        raise exception 'The outbox % has had a later version than %: give it a greater one.', outbox, version using errcode = 'HF020';
    end if;
    update holdfast.projections p set serving = false, paused = true where p.projection = add_outbox.outbox;
    insert into holdfast.projections (projection, version, partitions, serving, outbox, paused)
    values (add_outbox.outbox, add_outbox.version, add_outbox.partitions, true, true, stopped)
    on conflict do nothing;
    insert into holdfast.projection_partitions (projection, version, partition, checkpoint, position)
    select add_outbox.outbox, add_outbox.version, i, here, split_part(substr(here, 2), '.', 1)::bigint
    from generate_series(0, add_outbox.partitions - 1) as i
    on conflict do nothing;
end
$holdfast$;
