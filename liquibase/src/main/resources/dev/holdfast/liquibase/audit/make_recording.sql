-- Writes the functions that record a table's changes, and their triggers, by what recorded_tables says of it; to be run again when its
-- columns have changed. Where another AFTER ROW trigger changes rows of the table once more, a statement's entries would come in the
-- wrong order; there, triggers for each row, named to be the first.
create or replace function holdfast.make_recording(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    recorded holdfast.recorded_tables%rowtype;
    wanted record;
    routine text;
    part regclass;
begin
    perform holdfast.drop_recording(relation);
    select t.* into recorded from holdfast.recorded_tables t where t.relation = make_recording.relation;
    if not found or not (recorded.audited or recorded.historical) then
        return;
    end if;
    perform holdfast.check_recordable(recorded);
    for wanted in select f.* from holdfast.recording_functions(recorded) f loop
        routine := holdfast.recording_function(relation, wanted.event, wanted.body, wanted.needs);
        if wanted.event = 'rekey' then
            execute format('create trigger "!holdfast_recorded_rekey" after update on %s for each row when (%s) execute function %s()',
                relation, holdfast.recording_changed(relation, recorded.key_columns, 'old', 'new'), routine);
        elsif wanted.event = 'truncate' then
            for part in select oid from holdfast.recorded_parts(relation) loop
                execute format('create trigger "!holdfast_recorded_truncate" after truncate on %s for each statement execute function %s()',
                    part, routine);
            end loop;
        elsif recorded.by_row then
            execute format('create trigger %I after %s on %s for each row execute function %s()',
                '!holdfast_recorded_' || wanted.event, wanted.event, relation, routine);
        else
            for part in select oid from holdfast.recorded_parts(relation) loop
                execute format('create trigger %I after %s on %s referencing%s%s for each statement execute function %s()',
                    '!holdfast_recorded_' || wanted.event, wanted.event, part,
                    case when wanted.event <> 'insert' then ' old table as holdfast_old' else '' end,
                    case when wanted.event <> 'delete' then ' new table as holdfast_new' else '' end, routine);
            end loop;
        end if;
    end loop;
end
$holdfast$;
