-- Ends the auditing of a table. Its entries stay.
create or replace function holdfast.disable_audit(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    update holdfast.recorded_tables t set audited = false, audited_since = null where t.relation = disable_audit.relation;
    perform holdfast.make_recording(relation);
end
$holdfast$;
