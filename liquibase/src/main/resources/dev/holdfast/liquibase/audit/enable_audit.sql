-- Begins to audit a table, or goes on by other options.
create or replace function holdfast.enable_audit(
    relation regclass, tenant_column name, logical_name text default null, excluded_columns name[] default '{}',
    included_columns name[] default null, whole_copies boolean default false, no_ops boolean default false,
    needs_actor boolean default null, by_row boolean default null, harmless_triggers name[] default null) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_variable
declare
    unknown text;
begin
    select string_agg(quote_ident(named), ', ') into unknown from unnest(excluded_columns || included_columns) as c (named)
    where not exists (select from pg_attribute where attrelid = relation and attname = named and attnum > 0 and not attisdropped);
    if unknown is not null then
        raise exception 'The table % has no column %', relation, unknown using errcode = 'undefined_column';
    end if;
    perform holdfast.record_table(relation, tenant_column, logical_name, needs_actor, by_row, harmless_triggers);
    update holdfast.recorded_tables t
    set audited = true, audited_since = coalesce(t.audited_since, clock_timestamp()), excluded_columns = excluded_columns,
        included_columns = included_columns, whole_copies = whole_copies, no_ops = no_ops
    where t.relation = relation;
    perform holdfast.renew_recording(relation);
    perform holdfast.prepare_audit_partitions();
end
$holdfast$;
