-- A token of what is visible now, by which histories can be read again and again, whoever commits later. It is of this cluster alone: of
-- transactions of another one nothing is known.
create or replace function holdfast.snapshot_token() returns text
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
    set row_security = on
as $holdfast$
declare
    token text;
begin
    select concat_ws(':', here.system_identifier, s.last_value, c.first_sequence, pg_current_snapshot()) into token
    from pg_control_system() here, holdfast.change_sequence s, holdfast.clusters c
    where c.system_identifier = here.system_identifier;
    if token is null then
        raise exception 'This database was restored on another cluster, or its cluster upgraded, and Holdfast doesn''t know of it yet'
            using errcode = 'HF015', hint = 'Run the migration, or, as the owner of the schema: select holdfast.note_cluster()';
    end if;
    return token;
end
$holdfast$;
