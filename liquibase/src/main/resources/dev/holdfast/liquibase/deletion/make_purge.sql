create or replace function holdfast.make_purge(relation regclass, tenant name, keys name[], hold text, retention interval, app name, across name)
    returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    purge text;
    fenced boolean;
    owner name;
    parameters text;
    arrays text;
    columns text;
    matched text;
    own text;
begin
    select format('%s.%I', relnamespace::regnamespace, relname || '_purge'), relrowsecurity and relforcerowsecurity,
        pg_get_userbyid(relowner)
    into purge, fenced, owner from pg_class where oid = relation;
    if tenant is not null and not fenced then
        raise exception 'The table % isn''t under tenancy. Run enableTenancy on it first, or say tenant="false".',
            relation using errcode = 'object_not_in_prerequisite_state';
    end if;
    select string_agg(format('%I %s[]', key, format_type(atttypid, atttypmod)), ', ' order by n),
        string_agg(format('$%s', n), ', ' order by n),
        string_agg(format('holdfast_key_%s', n), ', ' order by n),
        string_agg(format('own.%I = gone.holdfast_key_%s', key, n), ' and ' order by n)
    into parameters, arrays, columns, matched
    from unnest(keys) with ordinality as part (key, n)
    join pg_attribute on attrelid = relation and attname = key and not attisdropped;
    if (select count(*) from pg_attribute where attrelid = relation and attname = any (keys) and not attisdropped)
        is distinct from cardinality(keys)
    then
        raise exception 'The table % doesn''t have all of the key columns %. Name its primary key in keyColumns, without the tenant.',
            relation, keys using errcode = 'undefined_column';
    end if;
    if exists (
        select from pg_attribute join pg_type on pg_type.oid = atttypid
        where attrelid = relation and attname = any (keys) and not attisdropped
            and typtype = 'b' and typnamespace <> 'pg_catalog'::regnamespace)
    then
        raise exception 'A key column of % has a type of an extension, whose values the functions here would compare in another way. Use a built-in type for the primary key.',
            relation using errcode = 'datatype_mismatch';
    end if;
    select format('%I = (select nullif(current_setting(''holdfast.tenant_id'', true), '''')::%s)', tenant,
        format_type(atttypid, atttypmod))
    into own from pg_attribute where attrelid = relation and attname = tenant and not attisdropped;

    perform holdfast.drop_purge(relation);
    -- The setting isn't a SET of the function: only a superuser may attach one that PostgreSQL doesn't know.
    execute format(
        'create function %s(%s) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as %L',
        purge, parameters,
        format('
#variable_conflict use_column
declare
    purged bigint;
begin
    perform set_config(''holdfast.purge'', ''on'', true);
    delete from %s as own using unnest(%s) as gone (%s)
    where %s
        and own.deleted_at is not null%s%s%s;
    get diagnostics purged = row_count;
    perform set_config(''holdfast.purge'', '''', true);
    return purged;
end
',
            relation, arrays, columns, matched,
            E'\n        and own.' || own,
            E'\n        and own.deleted_at <= now() - interval ' || quote_literal(retention),
            E'\n        and (' || hold || E'\n        ) is not true'));
    purge := format('%s(%s)', purge, parameters);
    execute format('comment on function %s is %L', purge, 'Made by Holdfast');
    execute format('revoke execute on function %s from public', purge);
    execute format('grant execute on function %s to %I, %I', purge, app, across);
    if tenant is not null then
        execute format('create policy holdfast_purge on %s as permissive for all to %I using (%s and deleted_at is not null) with check (false)',
            relation, owner, own);
    end if;
end
$holdfast$;
