-- A part of a token: 1 the cluster's identifier, 2 the highest sequence, 3 the sequence up to which versions always count, 4 the snapshot.
-- One of another cluster is refused.
create or replace function holdfast.token_part(token text, part integer) returns text
    language plpgsql stable strict security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    parts constant text[] := regexp_match(token, '^(-?\d{1,19}):(\d{1,19}):(\d{1,19}):(\d{1,20}:\d{1,20}:[0-9,]*)$');
begin
    if parts is null then
        raise exception 'This is no snapshot token: %', left(token, 100)
            using errcode = 'HF015', hint = 'Tokens come from holdfast.snapshot_token().';
    elsif parts[1] <> (select c.system_identifier::text from pg_control_system() c) then
        raise exception 'This snapshot token is of another cluster: %', left(token, 100)
            using errcode = 'HF015', hint = 'A token can be used on the cluster alone where it was made, and on its replicas.';
    end if;
    return parts[part];
end
$holdfast$;
