-- The end of each batch's transaction: moves the checkpoint, if whoever asks holds the partition still and nobody moved it
-- meanwhile. Without that the whole transaction fails, so that what a process did that was frozen past its lease is undone.
create or replace function holdfast.advance_projection(
    projection text, version integer, partition integer, token uuid, from_checkpoint text, to_checkpoint text) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_column
begin
    update holdfast.projection_partitions p
    set checkpoint = to_checkpoint,
        position = split_part(substr(to_checkpoint, 2), '.', 1)::bigint,
        moved_at = clock_timestamp(),
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
