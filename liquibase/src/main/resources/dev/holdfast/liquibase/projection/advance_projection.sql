-- The end of each batch's transaction: moves the checkpoint, if whoever asks holds the partition still and nobody moved it
-- meanwhile. Without that the whole transaction fails, so that what a process did that was frozen past its lease is undone.
create or replace function holdfast.advance_projection(
    projection text, version integer, partition integer, token uuid, from_checkpoint text, to_checkpoint text) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_column
declare
    reached constant bigint := split_part(substr(to_checkpoint, 2), '.', 1);
    now_is constant timestamptz := clock_timestamp();
begin
    -- How fast it is, is measured once a second, and from anew where it has stood still.
    update holdfast.projection_partitions p
    set checkpoint = to_checkpoint,
        position = reached,
        moved_at = now_is,
        rate = case
            when now_is < p.rated_at + interval '1 second' then p.rate
            when now_is < p.rated_at + interval '10 seconds'
                then greatest(0, reached - p.rated_position) / extract(epoch from now_is - p.rated_at)::float8
        end,
        rated_position = case when now_is < p.rated_at + interval '1 second' then p.rated_position
            when now_is < p.rated_at + interval '10 seconds' then reached else p.position end,
        rated_at = case when now_is < p.rated_at + interval '1 second' then p.rated_at else now_is end,
        error = null, failed_at = null, failures = 0, busy_since = null
    where p.projection = advance_projection.projection and p.version = advance_projection.version
        and p.partition = advance_projection.partition
        and p.token = advance_projection.token and p.checkpoint = from_checkpoint;
    if not found then
        raise exception 'Partition % of the projection % v% isn''t this process''s any more, or was moved: what was done is undone.',
            advance_projection.partition, advance_projection.projection, advance_projection.version using errcode = 'HF019';
    end if;
end
$holdfast$;
