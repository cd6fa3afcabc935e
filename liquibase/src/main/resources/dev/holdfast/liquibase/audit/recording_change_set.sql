-- An expression for the change set of a row. The session's own tenant needs one call for all rows of a statement, made only where there
-- is a row; work across tenants one for each row.
create or replace function holdfast.recording_change_set(recorded holdfast.recorded_tables, of_row text) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select case
        when recorded.tenant_column is null then format('(select holdfast.change_set(null, %s))', demanding)
        else format(
            'case when %1$s.%2$I::text = current_setting(''holdfast.tenant_id'', true)'
                ' then (select holdfast.change_set(current_setting(''holdfast.tenant_id'', true)::${holdfast.tenantType}, %3$s))'
                ' else holdfast.change_set(%1$s.%2$I, %3$s) end',
            of_row, recorded.tenant_column, demanding)
    end
    from (select case when recorded.needs_actor then recorded.table_id::text else 'null' end) as d (demanding)
$holdfast$;
