-- From now on an actor has to be a key of a table, as holdfast.check_actor asks. What it asks is a function whose body PostgreSQL has
-- parsed: it follows the names of the table and its columns, and the table can't be dropped from under it.
create or replace function holdfast.require_known_actors(relation regclass, key_column name, tenant_column name default null) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
#variable_conflict use_variable
declare
    tenant_type constant regtype := (
        select atttypid from pg_attribute where attrelid = 'holdfast.change_sets'::regclass and attname = 'tenant_id');
    log_owner constant oid := (select relowner from pg_class where oid = 'holdfast.change_sets'::regclass);
    key_type constant regtype := (
        select atttypid from pg_attribute where attrelid = relation and attname = key_column and attnum > 0 and not attisdropped);
    wanted constant name[] := array_remove(array[tenant_column, key_column], null);
    taken constant regclass := (
        select min(refobjid::text)::oid from pg_depend
        where classid = 'pg_proc'::regclass and objid = to_regproc('holdfast.is_actor') and refclassid = 'pg_class'::regclass);
    problem text;
    remedy text;
begin
    if taken <> relation then
        problem := format('the keys of %s are actors already', taken);
        remedy := 'Roll that change back first, or run select holdfast.accept_any_actor().';
    elsif not exists (select from pg_class where oid = relation and relkind in ('r', 'p') and not relispartition) then
        problem := 'it is no table of its own';
        remedy := 'Of partitions, name the table that they belong to; of a view, a table.';
    elsif not pg_has_role(current_user, log_owner, 'usage') or (select relowner from pg_class where oid = relation) <> log_owner then
        problem := format('it doesn''t belong to %I, as the change sets do, whose functions couldn''t read it', pg_get_userbyid(log_owner));
        remedy := format('Both changelogs are to be run by the same role; or: alter table %s owner to %I;', relation, pg_get_userbyid(log_owner));
    elsif key_type is null then
        problem := format('it has no column %I', key_column);
        remedy := 'Name its key in columnName.';
    elsif key_type <> all (array['int2', 'int4', 'int8', 'uuid', 'text', 'varchar']::regtype[]) then
        problem := format('an actor is a text, and %I is of the type %s, which may be written in more than one way', key_column, key_type);
        remedy := 'It can be smallint, integer, bigint, uuid, text and varchar.';
    elsif tenant_column is null and exists (select from pg_policy where polrelid = relation and polname = 'holdfast_tenant') then
        problem := 'its rows belong to tenants, and one tenant''s user isn''t another one''s';
        remedy := 'Leave tenant="false" out.';
    elsif tenant_column is not null and not exists (
        select from pg_attribute
        where attrelid = relation and attname = tenant_column and attnum > 0 and not attisdropped and atttypid = tenant_type)
    then
        problem := format('its column %I isn''t there or isn''t of the type of tenants, %s', tenant_column, tenant_type);
        remedy := 'Name the tenant''s column in tenantColumn, or say tenant="false".';
    elsif not exists (
        select from pg_index i
        where i.indrelid = relation and i.indisunique and i.indisvalid and i.indexprs is null and wanted @> array[key_column] and (
            select array_agg(a.attname) <@ wanted and bool_or(a.attname = key_column)
            from unnest(i.indkey) with ordinality as k (number, n) join pg_attribute a on a.attrelid = relation and a.attnum = k.number
            where k.n <= i.indnkeyatts))
    then
        problem := format('(%s) isn''t unique there', (select string_agg(quote_ident(c), ', ' order by n) from unnest(wanted) with ordinality as w (c, n)));
        remedy := 'Name its primary key in columnName, or make the columns unique first.';
    end if;
    if problem is not null then
        raise exception 'The keys of % can''t be those of actors: %', relation, problem
            using errcode = 'object_not_in_prerequisite_state', hint = remedy;
    end if;
    perform holdfast.accept_any_actor();
    -- All of its rows, to what runs as its owner under this search_path: see holdfast.checkpoint_at.
    execute format('create policy holdfast_actors on %s as permissive for select to %I using ((
        select current_user = pg_get_userbyid(c.relowner) and nullif(current_setting(''search_path'', true), '''') = ''pg_catalog, pg_temp, pg_every_actor''
        from pg_class c where c.oid = %L::regclass))', relation, pg_get_userbyid(log_owner), relation);
    -- By the index: the actor goes to the key's type. And by the text: 07 isn't 7.
    execute format('create function holdfast.is_actor(actor text, tenant %s) returns boolean
    language sql stable security definer
    set search_path = pg_catalog, pg_temp, pg_every_actor
    set row_security = on
begin atomic
    select exists (select from %s u where u.%I = %s and u.%3$I::text collate "C" = actor collate "C"%5$s);
end', tenant_type, relation, key_column,
        case
            when key_type = 'uuid'::regtype then 'case when actor ~ ''^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'' then actor::uuid end'
            when key_type in ('text', 'varchar') then 'actor'
            else 'case when actor ~ ''^-?\d{1,18}$'' then actor::bigint end'
        end,
        case when tenant_column is null then '' else format(' and u.%I = tenant', tenant_column) end);
    execute format('comment on function holdfast.is_actor(text, %s) is %L', tenant_type, 'Made by Holdfast');
    execute format('revoke execute on function holdfast.is_actor(text, %s) from public', tenant_type);
    create trigger holdfast_known_actor before insert on holdfast.change_sets
        for each row when (new.actor is not null) execute function holdfast.check_actor();
end
$holdfast$;
