-- Retention of one tenant, or where that is null of rows of tables without tenants: deletes the entries from before a moment, and the
-- versions that didn't hold any more at that moment. What its rows were before can't be asked for from then on. As who calls it, who has
-- to see those of all tenants.
create or replace function holdfast.expire_recorded(
    tenant ${holdfast.tenantType}, kept_from timestamptz, out entries bigint, out versions bigint)
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    is_known boolean;
    own constant text := case when tenant is null then '%s is null' else '%s = $1' end;
    recorded record;
    deleted bigint;
begin
    if kept_from is null or kept_from > clock_timestamp() then
        raise exception 'What was recorded until %, which isn''t past, can''t be deleted', coalesce(kept_from::text, 'null')
            using errcode = 'invalid_parameter_value';
    end if;
    -- Who isn't known is a slip, for which nobody's past is to be closed. Not every deployment registers its tenants.
    if tenant is not null then
        is_known := exists (select from holdfast.tenants t where t.id = tenant)
            or exists (select from holdfast.change_sets s where s.tenant_id = tenant)
            or exists (select from holdfast.audit_entries e where e.tenant_id = tenant)
            or exists (select from holdfast.recorded_since r where r.tenant_id = tenant);
        for recorded in
            select t.versions as relation, t.tenant_column from holdfast.recorded_tables t join pg_class c on c.oid = t.versions
            where t.tenant_column is not null
        loop
            exit when is_known;
            execute format('select exists (select from %s where %I = $1)', recorded.relation, recorded.tenant_column)
            into is_known using tenant;
        end loop;
        if not is_known then
            raise exception 'This tenant isn''t registered, and nothing is recorded of its rows'
                using errcode = 'undefined_object', hint = 'Give the id of a tenant whose retention is meant; nothing was changed.';
        end if;
    end if;
    execute format('delete from holdfast.audit_entries where ' || own || ' and recorded_at < $2', 'tenant_id') using tenant, kept_from;
    get diagnostics entries = row_count;
    versions := 0;
    for recorded in
        select t.versions as relation, t.tenant_column,
            (select string_agg(quote_ident(k.key), ', ' order by k.n) from unnest(t.key_columns) with ordinality as k (key, n)) as keys,
            (select string_agg(format('v.%1$I = l.%1$I', k.key), ' and ') from unnest(t.key_columns) as k (key)) as same_key
        from holdfast.recorded_tables t join pg_class c on c.oid = t.versions
        where (t.tenant_column is null) = (tenant is null)
        order by t.table_id
    loop
        execute format('with last as (
                select distinct on (%2$s) %2$s, holdfast_sequence, holdfast_gone from %1$s
                where %4$s and holdfast_at <= $2
                order by %2$s, holdfast_sequence desc)
            delete from %1$s v using last l
            where %5$s and %3$s and (v.holdfast_sequence < l.holdfast_sequence or l.holdfast_gone and v.holdfast_sequence = l.holdfast_sequence)',
            recorded.relation, recorded.keys, recorded.same_key,
            case when tenant is null then 'true' else format('%I = $1', recorded.tenant_column) end,
            case when tenant is null then 'true' else format('v.%I = $1', recorded.tenant_column) end)
        using tenant, kept_from;
        get diagnostics deleted = row_count;
        versions := versions + deleted;
    end loop;
    perform holdfast.refuse_before(tenant, kept_from);
end
$holdfast$;
