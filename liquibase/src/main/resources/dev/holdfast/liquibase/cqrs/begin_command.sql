-- Takes a command's id for this transaction, before the command is handled. Gives 'begun' to who is to handle it; 'handled' where it
-- has been, with the result and the position that it had; 'reused' where the id is another command's. The key decides among
-- those who come at the same time: the others wait here until the one that was first has committed, or hasn't. Of the content
-- only a digest is kept, of its jsonb: neither the members' order nor white space count.
create or replace function holdfast.begin_command(
    command_id uuid, command text, content jsonb, out outcome text, out result jsonb, out "position" bigint)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_variable
declare
    tenant constant holdfast.handled_commands.tenant_id%type := nullif(current_setting('holdfast.tenant_id', true), '');
    digest constant bytea := sha256(convert_to(content::text, 'UTF8'));
    known record;
begin
    if tenant is null then
        raise exception 'Commands belong to a tenant, and none is set' using errcode = 'insufficient_privilege',
            hint = 'select set_config(''holdfast.tenant_id'', …, true) in the same transaction.';
    end if;
    if command_id is null or content is null or command is null or command !~ '\S' or length(command) > 500 then
        raise exception 'A command has an id, a name of at most 500 characters, and a content'
            using errcode = 'invalid_parameter_value', hint = 'Give ''{}'' as the content of one that says nothing.';
    end if;
    loop
        insert into holdfast.handled_commands as h (tenant_id, command_id, command, content)
        values (tenant, command_id, command, digest)
        on conflict on constraint handled_commands_pkey do nothing;
        if found then
            outcome := 'begun';
            return;
        end if;
        select h.command, h.content, h.result, h.position into known
        from holdfast.handled_commands as h where h.tenant_id = tenant and h.command_id = command_id;
        exit when found; -- else it was deleted between the two statements
    end loop;
    if known.command <> command or known.content <> digest then
        outcome := 'reused';
        return;
    end if;
    outcome := 'handled';
    result := known.result;
    position := known.position;
end
$holdfast$;
