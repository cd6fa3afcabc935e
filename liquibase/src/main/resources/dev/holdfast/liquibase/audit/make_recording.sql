-- Writes the functions that record a table's changes, and their triggers, by what recorded_tables says of it; to be run again when its
-- columns have changed. A function sees all rows of a statement, before and after, in the same order: they are paired by that, never by a
-- key, which the statement may have changed. Where another AFTER ROW trigger changes rows of the table once more, a statement's
-- entries would come in the wrong order; there, triggers for each row, named to be the first.
create or replace function holdfast.make_recording(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    recorded holdfast.recorded_tables%rowtype;
    is_partitioned boolean;
    event text;
    old_row text;
    new_row text;
    source text;
    body text;
    needs text[];
    routine text;
    part regclass;
begin
    perform holdfast.drop_recording(relation);
    select t.* into recorded from holdfast.recorded_tables t where t.relation = make_recording.relation;
    if not found or not (recorded.audited or recorded.historical) then
        return;
    end if;
    perform holdfast.check_recordable(recorded);
    is_partitioned := (select relkind = 'p' from pg_class where oid = relation);
    needs := case when recorded.audited then array(
        select distinct unnest(c.needs) from holdfast.audited_columns(recorded) c) else '{}' end;
    old_row := case when recorded.by_row then 'old' else 'o' end;
    new_row := case when recorded.by_row then 'new' else 'n' end;
    foreach event in array array['insert', 'update', 'delete'] loop
        source := case
            when recorded.by_row then ''
            when event = 'insert' then 'from holdfast_new n'
            when event = 'delete' then 'from holdfast_old o'
            else 'from (select row_number() over () as holdfast_n, * from holdfast_old) o
        full join (select row_number() over () as holdfast_n, * from holdfast_new) n on n.holdfast_n = o.holdfast_n'
        end;
        body := '';
        if recorded.audited then
            body := body || holdfast.recording_audit(recorded, event, old_row, new_row, source);
        end if;
        if recorded.historical then
            body := body || holdfast.recording_history(recorded, event, old_row, new_row, source, is_partitioned or recorded.by_row);
        end if;
        routine := holdfast.recording_function(relation, event, body, needs);
        if recorded.by_row then
            execute format('create trigger %I after %s on %s for each row execute function %s()',
                '!holdfast_recorded_' || event, event, relation, routine);
        else
            for part in select oid from holdfast.recorded_parts(relation) loop
                execute format('create trigger %I after %s on %s referencing%s%s for each statement execute function %s()',
                    'zz_holdfast_recorded_' || event, event, part,
                    case when event <> 'insert' then ' old table as holdfast_old' else '' end,
                    case when event <> 'delete' then ' new table as holdfast_new' else '' end, routine);
            end loop;
        end if;
    end loop;
    if recorded.historical and not is_partitioned and not recorded.by_row then
        routine := holdfast.recording_function(relation, 'rekey', holdfast.recording_rekey(recorded, 'old', 'new', ''), '{}');
        execute format('create trigger zz_holdfast_recorded_rekey after update on %s for each row when (%s) execute function %s()',
            relation, (select format('(%s) is distinct from (%s)', string_agg(format('old.%I', key), ', ' order by n),
                string_agg(format('new.%I', key), ', ' order by n)) from unnest(recorded.key_columns) with ordinality as k (key, n)), routine);
    end if;
    routine := holdfast.recording_function(relation, 'truncate', case
        when recorded.historical then format('
    raise exception ''The history of %s would lose all its rows at once'' using errcode = ''object_not_in_prerequisite_state'',
        hint = ''Delete the rows. To empty the table with its history, roll enableHistory back first.'';',
            replace(replace(relation::text, '%', '%%'), '''', ''''''))
        else format('
    insert into holdfast.audit_entries (sequence, recorded_at, change_set_id, table_id, action)
    values (nextval(''holdfast.change_sequence''), clock_timestamp(), holdfast.change_set(null, %s), %s, ''truncate'');',
            recorded.needs_actor::text, recorded.table_id) end, '{}');
    for part in select oid from holdfast.recorded_parts(relation) loop
        execute format('create trigger zz_holdfast_recorded_truncate after truncate on %s for each statement execute function %s()', part, routine);
    end loop;
end
$holdfast$;
