-- The statement that writes the entries of changed rows.
--   old_row, new_row: how the rows before and after are named
--   source: where they come from; empty for a trigger for each row
create or replace function holdfast.recording_audit(
    recorded holdfast.recorded_tables, event text, old_row text, new_row text, source text) returns text
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    existing constant text := case event when 'insert' then new_row else old_row end;
    present constant text := case event when 'delete' then old_row else new_row end;
    names name[];
    members text[];
    action text;
begin
    select array_agg(c.name), array_agg(
        case
            when event = 'insert' then format('jsonb_build_array(null, %s.%I%s)', new_row, c.name, c.json_cast)
            when event = 'delete' then format('jsonb_build_array(%s.%I%s)', old_row, c.name, c.json_cast)
            when recorded.whole_copies then format('jsonb_build_array(%1$s.%3$I%4$s, %2$s.%3$I%4$s)', old_row, new_row, c.name, c.json_cast)
            else format('case when %1$s.%3$I%5$s is distinct from %2$s.%3$I%5$s then jsonb_build_array(%1$s.%3$I%4$s, %2$s.%3$I%4$s) end',
                old_row, new_row, c.name, c.json_cast, c.image_cast)
        end)
    into names, members
    from holdfast.audited_columns(recorded) c;
    action := case event
        when 'insert' then '''insert'''
        when 'delete' then 'case when current_setting(''holdfast.purge'', true) = ''on'' then ''purge'' else ''delete'' end'
        else holdfast.recording_action(recorded.relation, old_row, new_row)
    end;
    return format('
    insert into holdfast.audit_entries (sequence, recorded_at, change_set_id, tenant_id, table_id, action, key, new_key, changes)
    select nextval(''holdfast.change_sequence''), clock_timestamp(), %s, d.%s, %s, d.holdfast_action, d.holdfast_key,
        %s, d.holdfast_changes
    from (
        select %s as holdfast_action, %s as holdfast_key, %s as holdfast_changes%s%s
        %s
        offset 0
    ) d%s;',
        holdfast.recording_change_set(recorded, 'd'),
        coalesce(quote_ident(recorded.tenant_column), 'holdfast_no_tenant'),
        recorded.table_id,
        case event when 'update' then 'd.holdfast_new_key' else 'null' end,
        action,
        holdfast.recording_key(recorded.key_columns, existing),
        case when event = 'insert' and not recorded.whole_copies then 'null::jsonb' else holdfast.json_of_columns(names, members) end,
        case event
            when 'update' then format(', case when %s then %s end as holdfast_new_key',
                holdfast.recording_changed(recorded.relation, recorded.key_columns, old_row, new_row),
                holdfast.recording_key(recorded.key_columns, new_row))
            else ''
        end,
        case
            when recorded.tenant_column is null then ', null::${holdfast.tenantType} as holdfast_no_tenant'
            else format(', %s.%I', present, recorded.tenant_column)
        end || case
            when event = 'update' and recorded.whole_copies and not recorded.no_ops then format(', %s as holdfast_changed',
                holdfast.recording_changed(recorded.relation, names, old_row, new_row))
            else ''
        end,
        source || case when source ~ 'holdfast_n\M' then E'\n        order by o.holdfast_n' else '' end,
        case when event <> 'update' or recorded.no_ops then ''
            when recorded.whole_copies then E'\n    where d.holdfast_changed'
            else E'\n    where d.holdfast_changes <> ''{}''' end
            -- Where the key is left out of what entries tell, another key is a change all the same: the trail goes on under it.
            || case when event <> 'update' or recorded.no_ops or recorded.key_columns <@ coalesce(names, '{}') then ''
                else ' or d.holdfast_new_key is not null' end);
end
$holdfast$;
