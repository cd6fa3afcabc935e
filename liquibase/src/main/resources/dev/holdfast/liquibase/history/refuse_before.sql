-- Notes that of a tenant's rows, or where that is null of those of no tenant, not all is there any more that was recorded before a
-- moment: from then on who asks for that is refused. As who calls it.
create or replace function holdfast.refuse_before(tenant ${holdfast.tenantType}, moment timestamptz) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    -- Beside it nobody notes, for tokens, up to where the sequence has come.
    lock table holdfast.change_sets in row exclusive mode;
    insert into holdfast.recorded_since as r (tenant_id, since, since_sequence, deleted_in)
    select tenant, moment, last_value, pg_current_xact_id() from holdfast.change_sequence
    on conflict on constraint recorded_since_tenant_id_key do update
    set since = greatest(r.since, excluded.since), since_sequence = greatest(r.since_sequence, excluded.since_sequence),
        deleted_in = excluded.deleted_in;
end
$holdfast$;
