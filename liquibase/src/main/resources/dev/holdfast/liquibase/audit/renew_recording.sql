-- After a change of a table's columns: what records it follows. Where what was changed before had been followed before this change, and
-- in the same transaction, whoever calls it may say so: just_changed.
create or replace function holdfast.renew_recording(relation regclass, just_changed boolean default false) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    recorded holdfast.recorded_tables%rowtype;
begin
    select t.* into recorded from holdfast.recorded_tables t where t.relation = renew_recording.relation and (t.audited or t.historical);
    if not found then
        return;
    end if;
    if recorded.historical then
        perform holdfast.drop_history_views(relation);
        perform holdfast.rename_versions(relation);
    end if;
    perform holdfast.follow_columns(relation);
    if recorded.historical then
        perform holdfast.carry_columns(relation, just_changed);
    end if;
    perform holdfast.make_recording(relation);
    if recorded.historical then
        perform holdfast.make_history_views(relation);
    end if;
end
$holdfast$;
