-- Why a table's changes couldn't all be recorded, or not in their order, and what helps; null where they can.
create or replace function holdfast.recording_problem(recorded holdfast.recorded_tables, out problem text, out remedy text)
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    relation constant regclass := recorded.relation;
    primary_key constant name[] := holdfast.primary_key(recorded.relation, recorded.tenant_column);
    found_one text;
begin
    if exists (select from pg_class where oid = relation and octet_length(relname) > 45) then
        problem := 'its name is longer than 45 bytes, so that the names of its functions would be cut';
        remedy := 'Rename it first.';
    elsif not exists (select from pg_class where oid = relation and relkind in ('r', 'p') and not relispartition) then
        problem := 'it is no table of its own';
        remedy := 'Of partitions, name the table that they belong to.';
    elsif exists (
        select from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where (i.inhrelid = relation or i.inhparent = relation) and not c.relispartition)
    then
        problem := 'it inherits from another table, or another one from it, and a statement on one changes rows of the other';
        remedy := 'Use partitions, or tables of their own.';
    elsif primary_key = '{}' then
        problem := 'it has no primary key, by which its rows would be told apart';
        remedy := 'Add one first.';
    elsif primary_key not in (recorded.key_columns, holdfast.followed_key(recorded)) then
        problem := format('its primary key is (%s) now, and its rows are recorded by (%s)',
            array_to_string(primary_key, ', '), array_to_string(recorded.key_columns, ', '));
        remedy := case
            when recorded.historical then 'Put the key back; or roll enableHistory back with discard="true", and run it again.'
            else 'Run enableAudit again with a raised version. Entries from before keep their keys.'
        end;
    end if;
    if problem is null then
        select string_agg(quote_ident(attname), ', ') into found_one from pg_attribute
        where attrelid = relation and attnum > 0 and not attisdropped and attname like 'holdfast\_%';
        if found_one is not null then
            problem := format('columns named holdfast_… are Holdfast''s own: %s', found_one);
            remedy := 'Rename them.';
        end if;
    end if;
    if problem is null then
        select string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', ') into found_one
        from pg_attribute join pg_type on pg_type.oid = atttypid
        where attrelid = relation and attname = any (recorded.key_columns) and typtype <> 'e'
            and atttypid <> all (array['int2', 'int4', 'int8', 'uuid', 'text', 'varchar', 'bool', 'date']::regtype[]);
        if found_one is not null then
            problem := format('a key is recorded as text, and that of %s may be written in more than one way', found_one);
            remedy := 'A primary key can have smallint, integer, bigint, uuid, text, varchar, boolean, date and enums.';
        end if;
    end if;
    if problem is null and recorded.tenant_column is null
        and exists (select from pg_policy where polrelid = relation and polname = 'holdfast_tenant')
    then
        problem := 'it is under tenancy, and what is recorded of it as of a table without tenants lies open to each tenant';
        remedy := 'Leave tenant="false" out; where the change has run, with a raised version.';
    end if;
    if problem is null then
        select string_agg(quote_ident(attname), ', ') into found_one
        from pg_attribute join pg_collation c on c.oid = attcollation
        where attrelid = relation and attname = any (recorded.key_columns) and not c.collisdeterministic;
        if found_one is not null then
            problem := format('the collation of its key takes keys for the same whose texts differ, which the log tells apart: %s', found_one);
            remedy := 'Give the key a deterministic collation, such as "C".';
        end if;
    end if;
    if problem is null and recorded.tenant_column is not null then
        if not exists (select from pg_policy where polrelid = relation and polname = 'holdfast_tenant') then
            problem := 'it isn''t under tenancy';
            remedy := 'Run enableTenancy on it first, or say tenant="false".';
        elsif not exists (
            select from pg_attribute
            where attrelid = relation and attname = recorded.tenant_column and attnum > 0 and not attisdropped
                and atttypid = '${holdfast.tenantType}'::regtype)
        then
            problem := format('its column %I isn''t there or isn''t of the type of tenants, ${holdfast.tenantType}', recorded.tenant_column);
            remedy := 'Name the tenant''s column in tenantColumn.';
        end if;
    end if;
    if problem is null and not recorded.by_row then
        select string_agg(quote_ident(tgname), ', ' order by tgname) into found_one
        from holdfast.recorded_parts(relation) p join pg_trigger on tgrelid = p.oid
        where not tgisinternal and tgenabled <> 'D' and tgtype & 1 = 1 and tgtype & 66 = 0 and tgparentid = 0
            and tgname <> all (recorded.harmless_triggers)
            and coalesce(obj_description(tgfoid, 'pg_proc') <> 'Made by Holdfast', true)
            and tgfoid not in (select oid from pg_proc where pronamespace = 'holdfast'::regnamespace);
        if found_one is not null then
            problem := format('if its AFTER ROW triggers change rows of the table again, changes would be recorded in the wrong order: %s', found_one);
            remedy := 'Say byRow="true", or name them in harmlessTriggers if they never change rows of this table.';
        end if;
    end if;
    if problem is null and not recorded.by_row then
        -- What is deleted takes rows with it, and those again others.
        with recursive foreign_keys as (
            select conname, coalesce(pg_partition_root(conrelid), conrelid)::oid as of_table,
                coalesce(pg_partition_root(confrelid), confrelid)::oid as to_table, confdeltype = 'c' as cascades
            from pg_constraint where contype = 'f' and confdeltype in ('c', 'n', 'd')
        ), above as (
            select conname, to_table, cascades from foreign_keys where of_table = relation
            union
            select a.conname, f.to_table, a.cascades from above a
            join foreign_keys f on f.of_table = a.to_table and f.cascades
        )
        select string_agg(distinct quote_ident(a.conname), ', ') into found_one from above a
        where exists (select from above b where b.to_table = a.to_table and b.cascades <> a.cascades);
        if found_one is not null then
            problem := format('one deletion could change its rows and delete them, by foreign keys with different actions, and the order would be lost: %s', found_one);
            remedy := case
                when exists (select from pg_class where oid = relation and relkind = 'p') then 'Give them the same action.'
                else 'Say byRow="true", or give them the same action.'
            end;
        end if;
    end if;
    if problem is null and recorded.by_row and exists (select from pg_class where oid = relation and relkind = 'p') then
        problem := 'byRow doesn''t go with partitions, where a row that moves is deleted and inserted';
        remedy := 'Leave byRow out.';
    end if;
    if problem is null and recorded.historical and exists (
        select from pg_attribute where attrelid = relation and attnum > 0 and not attisdropped and attgenerated = 'v')
    then
        problem := 'its history couldn''t have its virtual columns';
        remedy := 'Make them stored.';
    end if;
end
$holdfast$;
