-- Keeps what a command gave, for whoever sends it again, in the transaction that began it and in no other: what is kept stays.
create or replace function holdfast.finish_command(
    command_id uuid, result jsonb, out kept jsonb, out "position" bigint)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_variable
declare
    tenant constant holdfast.handled_commands.tenant_id%type := nullif(current_setting('holdfast.tenant_id', true), '');
begin
    update holdfast.handled_commands as h
    set result = result, position = coalesce(holdfast.appended_position(), 0)
    where h.tenant_id = tenant and h.command_id = command_id and h.handled_in = pg_current_xact_id()
    returning h.result, h.position into kept, position;
    if not found then
        raise exception 'The command % wasn''t begun in this transaction', command_id
            using errcode = 'object_not_in_prerequisite_state',
            hint = 'Call holdfast.begin_command first, and handle the command where that says begun.';
    end if;
end
$holdfast$;
