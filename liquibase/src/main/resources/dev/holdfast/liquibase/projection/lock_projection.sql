-- Where a projection's partitions are, with none of them under way: a batch that is will fail, since the token is another one.
create or replace function holdfast.lock_projection(projection text)
    returns table (projection text, version integer, partition integer, checkpoint text, "position" bigint)
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
    update holdfast.projection_partitions p
    set token = (select gen_random_uuid() where p.token is not null)
    from (
        select o.version, o.partition from holdfast.projection_partitions o
        where o.projection = lock_projection.projection
        order by o.version, o.partition
        for no key update) as all_of_it
    where p.projection = lock_projection.projection and p.version = all_of_it.version and p.partition = all_of_it.partition
    returning p.projection, p.version, p.partition, p.checkpoint, p.position;
$holdfast$;
