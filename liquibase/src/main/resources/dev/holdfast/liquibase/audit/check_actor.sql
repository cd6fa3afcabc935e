-- A trigger of change sets, there where actors are to be keys of a table: refuses one that isn't. It asks once for each change set, and
-- locks nothing: who is deleted later stays in the log. A change set of no tenant has an actor of the session's tenant.
create or replace function holdfast.check_actor() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set row_security = on
as $holdfast$
declare
    of_purge constant text := coalesce(current_setting('holdfast.purge', true), '');
    of_tenant holdfast.change_sets.tenant_id%type := new.tenant_id;
    is_known boolean;
begin
    if of_tenant is null then
        of_tenant := nullif(current_setting('holdfast.tenant_id', true), '');
    end if;
    -- The owner's policy of a fenced table would end the statement, and lets a purge go on: a policy of its own shows is_actor the rows.
    perform set_config('holdfast.purge', 'on', true);
    is_known := holdfast.is_actor(new.actor, of_tenant);
    perform set_config('holdfast.purge', of_purge, true);
    if is_known is not true then
        raise exception 'The change needs an actor who is a row of %, and holdfast.actor isn''t the key of one', (
                select min(refobjid::regclass::text) from pg_depend
                where classid = 'pg_proc'::regclass and objid = 'holdfast.is_actor'::regproc and refclassid = 'pg_class'::regclass)
            using errcode = 'HF018', detail = coalesce('It was looked for in tenant ' || of_tenant || '.', 'There is no tenant.'),
                hint = 'Set holdfast.actor, or actor(…) on the session, to the key of such a row, of the same tenant; or to none, where no table demands one.';
    end if;
    return new;
end
$holdfast$;
