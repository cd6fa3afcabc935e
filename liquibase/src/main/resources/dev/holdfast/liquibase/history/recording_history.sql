-- The statement that writes the versions of changed rows. Where a key may change that no trigger for rows tells of, the version that
-- ends the old key comes first.
create or replace function holdfast.recording_history(
    recorded holdfast.recorded_tables, event text, old_row text, new_row text, source text, rekeys boolean) returns text
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    all_names constant name[] := array(select c.name from holdfast.recorded_columns(recorded.relation) c);
    present constant text := case event when 'delete' then old_row else new_row end;
    versions constant text := holdfast.versions_name(recorded.relation);
    names text;
    picked text;
begin
    select string_agg(format('%I', c.name), ', '), string_agg(format('%s.%I', present, c.name), ', ')
    into names, picked
    from holdfast.recorded_columns(recorded.relation) c
    where event <> 'delete' or c.name = any (recorded.key_columns || recorded.tenant_column);
    return case when event = 'update' and rekeys then holdfast.recording_rekey(recorded, old_row, new_row, source) else '' end
        || format('
    insert into %s (%s, holdfast_sequence, holdfast_at, holdfast_transaction, holdfast_change_set, holdfast_action, holdfast_gone,
        holdfast_linked_key)
    select %s, nextval(''holdfast.change_sequence''), clock_timestamp(), pg_current_xact_id(), %s, %s, %s, %s
    %s%s;',
        versions, names, picked, holdfast.recording_change_set(recorded, present),
        case event
            when 'insert' then '''insert'''
            when 'delete' then 'case when current_setting(''holdfast.purge'', true) = ''on'' then ''purge'' else ''delete'' end'
            else holdfast.recording_action(recorded.relation, old_row, new_row)
        end,
        (event = 'delete')::text,
        case event
            when 'update' then format('case when %s then %s end',
                holdfast.recording_changed(recorded.relation, recorded.key_columns, old_row, new_row),
                holdfast.recording_key(recorded.key_columns, old_row))
            else 'null'
        end,
        source,
        case
            when event = 'update' and not recorded.no_ops
                then E'\n    where ' || holdfast.recording_changed(recorded.relation, all_names, old_row, new_row)
            else ''
        end || case when source ~ 'holdfast_n\M' then E'\n    order by o.holdfast_n' else '' end);
end
$holdfast$;
