-- The statement that ends the history of a key which a row doesn't have any more.
create or replace function holdfast.recording_rekey(recorded holdfast.recorded_tables, old_row text, new_row text, source text) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select format('
    insert into %s (%s, holdfast_sequence, holdfast_at, holdfast_transaction, holdfast_change_set, holdfast_action, holdfast_gone,
        holdfast_linked_key)
    select %s, nextval(''holdfast.change_sequence''), clock_timestamp(), pg_current_xact_id(), %s, ''rekey'', true, %s
    %s
    where %s;',
        holdfast.versions_name(recorded.relation), string_agg(format('%I', key), ', ' order by n),
        string_agg(format('%s.%I', old_row, key), ', ' order by n),
        holdfast.recording_change_set(recorded, old_row), holdfast.recording_key(recorded.key_columns, new_row), source,
        holdfast.recording_changed(recorded.relation, recorded.key_columns, old_row, new_row))
    from unnest(case when recorded.tenant_column is null then recorded.key_columns else recorded.tenant_column || recorded.key_columns end)
        with ordinality as k (key, n)
$holdfast$;
