-- A part of a token: 1 the cluster's identifier, 2 the highest sequence, 3 the sequence up to which versions always count, 4 the snapshot.
-- One of another cluster is refused, and one that saw more than whoever reads by it, to whom that would look otherwise later.
create or replace function holdfast.token_part(token text, part integer) returns text
    language plpgsql stable strict security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    parts constant text[] := array[split_part(token, ':', 1), split_part(token, ':', 2), split_part(token, ':', 3)];
    seen constant text := substr(token, length(array_to_string(parts, ':')) + 2);
    snapshot pg_snapshot;
begin
    -- Without counted repetitions, and without parts: that would take a hundred times as long.
    if token ~ '^-?\d+:\d+:\d+:\d+:\d+:[0-9,]*$' and length(parts[2]) <= 18 and length(parts[3]) <= 18 then
        begin
            snapshot := seen;
        exception when data_exception then
            null; -- is refused below
        end;
    end if;
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
    return (parts || seen)[part];
end
$holdfast$;
