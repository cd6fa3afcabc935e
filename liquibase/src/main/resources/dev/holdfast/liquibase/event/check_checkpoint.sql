-- For SQL clients: the position of a checkpoint that fits, behind which to read; the verdict on any other as an error.
create or replace function holdfast.check_checkpoint(checkpoint text) returns bigint
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    verdict constant text := holdfast.checkpoint_verdict(checkpoint);
    place constant bigint := split_part(substr(checkpoint, 2), '.', 1);
begin
    if verdict is not null then
        raise exception 'The checkpoint at % doesn''t fit this store: %', place, case verdict
                when 'future' then 'its position lies above all that were drawn here'
                when 'other_event' then 'another event has its position'
                else 'no event has its position, and it was made in another store' end
            using errcode = 'HF013', detail = verdict,
                hint = 'It is of another store, or this one was restored to an earlier time or lost commits: undo what was made of events that are gone, and go on from a checkpoint that fits, or from c0.';
    end if;
    return place;
end
$holdfast$;
