-- Before a change of a table's columns: where they were changed by something else since they were looked at last, what records the table
-- follows that first, so that each can be told from the other.
create or replace function holdfast.catch_up_recording(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_variable
begin
    if exists (
        select from holdfast.recorded_tables t
        where t.relation = relation and (t.audited or t.historical)
            and (t.columns_of, t.column_names) is distinct from (relation::oid, holdfast.column_names(relation)))
    then
        execute format('lock table %s in access exclusive mode', relation);
        perform holdfast.renew_recording(relation);
    end if;
end
$holdfast$;
