-- Makes a version of an outbox known, if it isn't. A new one goes on where the one before is, which stops: behind the oldest event
-- of it that wasn't told, of parked streams and of tenants that are behind; paused tenants stay paused where they are.
create or replace function holdfast.declare_outbox(outbox text, version integer, partitions integer) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_column
declare
    reached bigint;
begin
    perform pg_advisory_xact_lock(hashtext('holdfast.declare_outbox'), hashtext(outbox));
    if exists (
        select from holdfast.projection_positions p
        where p.projection = declare_outbox.outbox and p.version = declare_outbox.version and p.outbox)
    then
        return;
    end if;
    select min(l.position) into reached
    from holdfast.lock_projection(declare_outbox.outbox) l
    join holdfast.projection_positions p on p.projection = l.projection and p.version = l.version and p.partition = l.partition and p.serving;
    select least(reached, min(s.position - 1)) into reached
    from holdfast.parked_streams s
    join holdfast.projection_positions p on p.projection = s.projection and p.version = s.version and p.partition = s.partition and p.serving
    where s.projection = declare_outbox.outbox;
    select least(reached, min(t.position)) into reached
    from holdfast.projection_tenants t
    join holdfast.projection_positions p on p.projection = t.projection and p.version = t.version and p.partition = t.partition and p.serving
    where t.projection = declare_outbox.outbox and not t.paused;
    perform holdfast.add_outbox(declare_outbox.outbox, declare_outbox.version, declare_outbox.partitions, coalesce(reached, 0));
    insert into holdfast.projection_tenants (tenant_id, projection, version, partition, checkpoint, position, paused)
    select distinct on (t.tenant_id, i) t.tenant_id, t.projection, declare_outbox.version, i, t.checkpoint, t.position, true
    from holdfast.projection_tenants t
    cross join generate_series(0, declare_outbox.partitions - 1) as i
    where t.projection = declare_outbox.outbox and t.version < declare_outbox.version and t.paused
    order by t.tenant_id, i, t.position;
    delete from holdfast.projection_tenants t where t.projection = declare_outbox.outbox and t.version < declare_outbox.version;
    delete from holdfast.parked_streams s where s.projection = declare_outbox.outbox and s.version < declare_outbox.version;
end
$holdfast$;
