-- What went wrong with an event may quote it, by whatever the handler's exception says. Nobody knows whom such a text tells of, so with
-- a person's keys those of all the tenant's parked streams go, but for the exceptions' names; the next try tells anew. The trigger runs
-- behind the one of the snapshots, which refuses whom the policy would hide rows from.
create or replace function holdfast.forget_parked_errors() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    update holdfast.parked_streams as s
    set error = split_part(s.error, ': ', 1) || ': (left out, since a person was forgotten)'
    where s.tenant_id in (
        select n.tenant::${holdfast.tenantType} from keys_after as n join keys_before as o on o.id = n.id
        where n.state = 'shredded' and o.state <> 'shredded' and n.tenant <> '');
    return null;
end
$holdfast$;
