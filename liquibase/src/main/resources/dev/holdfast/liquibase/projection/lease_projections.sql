-- A process's sign of life: the partitions that it has stay its own, and it gets as many free ones as are missing from its share,
-- which is told. What it has then, holdfast.held_projections tells. Those share that run the same projections: between them
-- there is room for all of these, so that no partition is left because of a process that wouldn't take it.
-- Projections that aren't there yet are made; of a name that is new, the first version is the one that is read. Leases are by
-- this server's clock. Whoever takes a partition over gets a token that nobody else knows, without which nothing of it commits.
create or replace function holdfast.lease_projections(
    node text, projections text[], versions integer[], counts integer[], lease interval)
    returns integer
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_column
declare
    now_is constant timestamptz := clock_timestamp();
    wanted constant integer := (select coalesce(sum(c), 0) from unnest(counts) as c);
    my_runs constant text := (
        select coalesce(string_agg(g.name || ' ' || g.number, ', ' order by g.name, g.number), '')
        from unnest(lease_projections.projections, versions) as g (name, number));
    differing record;
    nodes integer;
    share integer;
    owned integer;
begin
    insert into holdfast.projections as p (projection, version, partitions, serving)
    select g.name, g.number, g.parts, g.number = min(g.number) over (partition by g.name)
        and not exists (select from holdfast.projections o where o.projection = g.name)
    from unnest(lease_projections.projections, versions, counts) as g (name, number, parts)
    where not exists (select from holdfast.projections o where o.projection = g.name and o.version = g.number)
    order by g.name, g.number
    on conflict do nothing;
    -- Those in whose way another process's first version was, which is the one that is read then.
    insert into holdfast.projections as p (projection, version, partitions)
    select g.name, g.number, g.parts
    from unnest(lease_projections.projections, versions, counts) as g (name, number, parts)
    where not exists (select from holdfast.projections o where o.projection = g.name and o.version = g.number)
    order by g.name, g.number
    on conflict do nothing;
    select p.projection, p.version, p.partitions, g.parts into differing
    from unnest(lease_projections.projections, versions, counts) as g (name, number, parts)
    join holdfast.projections p on p.projection = g.name and p.version = g.number
    where p.partitions <> g.parts;
    if found then
        raise exception 'The projection % has % partitions in version %, and % were asked for: give it another version, which is built anew.',
            differing.projection, differing.partitions, differing.version, differing.parts using errcode = 'HF020';
    end if;
    insert into holdfast.projection_partitions (projection, version, partition)
    select g.name, g.number, i
    from unnest(lease_projections.projections, versions, counts) as g (name, number, parts)
    cross join lateral generate_series(0, g.parts - 1) as i
    where not exists (
        select from holdfast.projection_partitions o where o.projection = g.name and o.version = g.number and o.partition = i)
    order by g.name, g.number, i
    on conflict do nothing;
    insert into holdfast.projection_nodes as n (node, alive_until, runs) values (lease_projections.node, now_is + lease, my_runs)
    on conflict (node) do update set alive_until = excluded.alive_until, runs = excluded.runs;
    delete from holdfast.projection_nodes n where n.alive_until < now_is - interval '1 hour';
    select count(*) into nodes from holdfast.projection_nodes n where n.alive_until >= now_is and n.runs = my_runs;
    share := (wanted + nodes - 1) / nodes;
    -- Locked in one order by all, so that nobody waits in a ring.
    update holdfast.projection_partitions p set leased_until = now_is + lease
    from (
        select o.projection, o.version, o.partition
        from holdfast.projection_partitions o
        where o.owner = lease_projections.node and o.token is not null
            and (o.projection, o.version) in (select * from unnest(lease_projections.projections, versions))
        order by o.projection, o.version, o.partition
        for no key update) as own
    where p.projection = own.projection and p.version = own.version and p.partition = own.partition;
    get diagnostics owned = row_count;
    if owned < share then
        update holdfast.projection_partitions p
        set owner = lease_projections.node, epoch = p.epoch + 1, token = gen_random_uuid(), leased_until = now_is + lease, busy_since = null
        from (
            select f.projection, f.version, f.partition
            from holdfast.projection_partitions f
            where (f.projection, f.version) in (select * from unnest(lease_projections.projections, versions))
                and (f.leased_until is null or f.leased_until < now_is)
            order by f.leased_until nulls first, f.projection, f.version, f.partition
            limit share - owned
            for no key update skip locked) as free
        where p.projection = free.projection and p.version = free.version and p.partition = free.partition;
    end if;
    return share;
end
$holdfast$;
