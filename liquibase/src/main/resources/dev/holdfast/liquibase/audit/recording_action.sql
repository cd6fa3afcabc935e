-- An expression for what an update is called.
create or replace function holdfast.recording_action(relation regclass, old_row text, new_row text) returns text
    language sql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select case
        when holdfast.is_soft_deletable(relation) then format(
            'case when (%1$s.deleted_at is null) = (%2$s.deleted_at is null) then ''update'''
                ' when %1$s.deleted_at is null then ''soft_delete'' else ''restore'' end',
            old_row, new_row)
        else '''update'''
    end
$holdfast$;
