-- What the functions do that record a table's changes, by the event: a function sees all rows of a statement, before and after, in the
-- same order, and they are paired by that, never by a key, which the statement may have changed.
create or replace function holdfast.recording_functions(recorded holdfast.recorded_tables)
    returns table (event text, body text, needs text[])
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    relation constant regclass := recorded.relation;
    is_partitioned constant boolean := (select relkind = 'p' from pg_class where oid = recorded.relation);
    old_row constant text := case when recorded.by_row then 'old' else 'o' end;
    new_row constant text := case when recorded.by_row then 'new' else 'n' end;
    -- As it stands within a literal that is a message.
    named constant text := replace(replace(relation::text, '%', '%%'), '''', '''''');
    source text;
    statements text[];
    unpaired constant text := format('
    if (select count(*) from holdfast_old) <> (select count(*) from holdfast_new) then
        raise exception ''A row of %s was to move to another partition and didn''''t arrive there: which rows changed how can''''t be recorded''
            using errcode = ''triggered_data_change_violation'',
                hint = ''A BEFORE trigger of that partition gives null. Have it raise an error, or delete such rows by a statement of its own.'';
    end if;',
        named);
begin
    foreach event in array array['insert', 'update', 'delete'] loop
        statements := '{}';
        -- One updated row is the most frequent case, and its pair needs no numbers.
        foreach source in array case
            when recorded.by_row then array['']
            when event = 'insert' then array['from holdfast_new n']
            when event = 'delete' then array['from holdfast_old o']
            else array['from (select row_number() over () as holdfast_n, * from holdfast_old) o
        full join (select row_number() over () as holdfast_n, * from holdfast_new) n on n.holdfast_n = o.holdfast_n',
                'from holdfast_old o cross join holdfast_new n']
        end loop
            statements := statements || (
                case when recorded.audited then holdfast.recording_audit(recorded, event, old_row, new_row, source) else '' end
                || case when recorded.historical
                    then holdfast.recording_history(recorded, event, old_row, new_row, source, is_partitioned or recorded.by_row)
                    else '' end);
        end loop;
        body := case cardinality(statements) when 1 then statements[1] else format('
    if exists (select from holdfast_new offset 1) then%s
    else%s
    end if;',
            statements[1], statements[2]) end;
        if is_partitioned and event = 'update' then
            body := unpaired || body;
        end if;
        needs := holdfast.recording_needs(recorded, event);
        return next;
    end loop;
    if recorded.historical and not is_partitioned and not recorded.by_row then
        event := 'rekey';
        body := holdfast.recording_rekey(recorded, 'old', 'new', '');
        needs := holdfast.recording_needs(recorded, event);
        return next;
    end if;
    event := 'truncate';
    needs := '{}';
    body := case
        when recorded.historical then format('
    raise exception ''The history of %s would lose all its rows at once'' using errcode = ''object_not_in_prerequisite_state'',
        hint = ''Delete the rows. To empty the table with its history, roll enableHistory back first.'';',
            named)
        else format('
    insert into holdfast.audit_entries (sequence, recorded_at, change_set_id, table_id, action)
    values (nextval(''holdfast.change_sequence''), clock_timestamp(), holdfast.change_set(null, %s), %s, ''truncate'');',
            case when recorded.needs_actor then recorded.table_id::text else 'null' end, recorded.table_id)
    end;
    return next;
end
$holdfast$;
