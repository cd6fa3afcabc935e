-- Begins the history of a table with the rows that it has, or goes on by other options. Who calls it has locked the table.
create or replace function holdfast.enable_history(
    relation regclass, tenant_column name, app name, across name, logical_name text default null, needs_actor boolean default null,
    by_row boolean default null, harmless_triggers name[] default null) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_variable
declare
    versions constant text := holdfast.versions_name(relation);
    is_new constant boolean := not exists (
        select from holdfast.recorded_tables t where t.relation = relation and t.versions = to_regclass(versions));
    recorded holdfast.recorded_tables%rowtype;
begin
    if is_new and to_regclass(versions) is not null then
        raise exception 'The history of % can''t be made: there is another table named %, maybe of a table that is gone', relation, versions
            using errcode = 'duplicate_table', hint = 'Drop it with its view, or rename both, first.';
    end if;
    perform holdfast.record_table(relation, tenant_column, logical_name, needs_actor, by_row, harmless_triggers);
    update holdfast.recorded_tables t set historical = true where t.relation = relation returning t.* into recorded;
    perform holdfast.check_recordable(recorded);
    if is_new then
        execute format('create table %s (holdfast_sequence bigint not null, holdfast_at timestamptz not null,
            holdfast_transaction xid8 not null, holdfast_change_set bigint, holdfast_gone boolean not null,
            holdfast_action text collate "C" not null, holdfast_linked_key text collate "C")', versions);
        execute format('comment on table %s is %L', versions, 'Made by Holdfast');
        update holdfast.recorded_tables t set versions = to_regclass(versions) where t.relation = relation;
    end if;
    perform holdfast.drop_history_views(relation);
    perform holdfast.follow_columns(relation);
    -- Where all columns are new, all rows have a value in one.
    perform holdfast.carry_columns(relation, false);
    if is_new then
        execute format('alter table %s add primary key (%s, holdfast_sequence)', versions, (
            select string_agg(quote_ident(key), ', ' order by n)
            from unnest(array_remove(array[tenant_column], null) || recorded.key_columns) with ordinality as k (key, n)));
        update holdfast.recorded_tables t
        set historical_since = clock_timestamp(), historical_from = nextval('holdfast.change_sequence'),
            historical_in = pg_current_xact_id()
        where t.relation = relation;
    end if;
    perform holdfast.fence_versions(recorded, app, across);
    perform holdfast.make_recording(relation);
    perform holdfast.make_history_views(relation);
end
$holdfast$;
