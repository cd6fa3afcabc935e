-- A part of a token: 1 the cluster's identifier, 2 the highest sequence, 3 the sequence up to which versions always count, 4 the snapshot.
-- One of another cluster is refused, and one that saw more than whoever reads by it, to whom that would look otherwise later.
create or replace function holdfast.token_part(token text, part integer) returns text
    language plpgsql stable strict security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    parts constant text[] := regexp_match(token, '^(-?\d{1,19}):(\d{1,18}):(\d{1,18}):(\d{1,20}:\d{1,20}:[0-9,]*)$');
    snapshot pg_snapshot;
begin
    begin
        snapshot := parts[4];
    exception when data_exception then
        null; -- is refused below
    end;
    if snapshot is null then
        raise exception 'This is no snapshot token: %', left(token, 100)
            using errcode = 'HF015', hint = 'Tokens come from holdfast.snapshot_token().';
    elsif parts[1] <> (select c.system_identifier::text from pg_control_system() c) then
        raise exception 'This snapshot token is of another cluster: %', left(token, 100)
            using errcode = 'HF015', hint = 'A token can be used on the cluster alone where it was made, and on its replicas.';
    -- A replica's sequence is ahead of its own, by 32 at most: what is logged at once.
    elsif parts[2]::bigint > (select last_value + 32 from holdfast.change_sequence)
        or pg_snapshot_xmax(snapshot) > pg_snapshot_xmax(pg_current_snapshot())
        or exists (select from pg_snapshot_xip(pg_current_snapshot()) x where pg_visible_in_snapshot(x, snapshot))
    then
        raise exception 'This snapshot token is of what isn''t visible here yet: %', left(token, 100)
            using errcode = 'HF015', hint = 'Read by it once the replica has come that far, or in a transaction that began after it was made.';
    end if;
    return parts[part];
end
$holdfast$;
