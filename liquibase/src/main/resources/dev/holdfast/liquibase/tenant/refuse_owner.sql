-- What the policy holdfast_owner asks when its owner reads or writes a row of a table. FORCE alone would hide the rows, and an
-- update would change none of them without a word. It lets a purge function go on, which acts as the owner by a policy of its own.
create or replace function holdfast.refuse_owner(relation regclass) returns boolean
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    if current_setting('holdfast.purge', true) = 'on' then
        return false;
    end if;
    raise exception 'Row-level security is forced on % for its owner, too: this statement would reach none of its rows', relation
        using errcode = 'insufficient_privilege',
            hint = format('In a changelog: sqlAcrossTenants with tables="%s", or Liquibase''s update, insert, delete. For a view: security_invoker. Else act as the role of the application, or as the one for work across tenants.',
                relation);
end
$holdfast$;
