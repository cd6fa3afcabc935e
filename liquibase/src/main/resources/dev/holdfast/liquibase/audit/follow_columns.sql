-- Looks whether columns of a table were renamed since it was looked at last, which their places tell as far as it is the same table: then
-- what is known of them goes by their new names. A column that wasn't to be recorded and can't be found any more is an error: under
-- another name it would be.
create or replace function holdfast.follow_columns(relation regclass) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    recorded holdfast.recorded_tables%rowtype;
    places constant name[] := holdfast.column_names(relation);
    renamed record;
    lost text;
begin
    select t.* into strict recorded from holdfast.recorded_tables t where t.relation = follow_columns.relation;
    if recorded.columns_of <> relation::oid then
        recorded.column_names := holdfast.restored_column_names(recorded, places);
    end if;
    if recorded.columns_of is not null then
        if recorded.historical then
            perform holdfast.follow_versions(recorded);
        end if;
        for renamed in
            select old.name as from_name, a.attname as to_name, a.attisdropped
            from unnest(recorded.column_names) with ordinality as old (name, place)
            join pg_attribute a on a.attrelid = follow_columns.relation and a.attnum = old.place
            where a.attname <> old.name and (a.attisdropped or a.attname <> all (array_remove(recorded.column_names, null)))
        loop
            insert into holdfast.renamed_columns (table_id, last_sequence, old_name, new_name)
            select recorded.table_id, case when s.is_called then s.last_value else 0 end, renamed.from_name,
                case when not renamed.attisdropped then renamed.to_name end
            from holdfast.change_sequence s;
            if renamed.attisdropped then
                recorded.excluded_columns := array_remove(recorded.excluded_columns, renamed.from_name);
                continue;
            end if;
            recorded.excluded_columns := array_replace(recorded.excluded_columns, renamed.from_name, renamed.to_name);
            recorded.included_columns := array_replace(recorded.included_columns, renamed.from_name, renamed.to_name);
            recorded.key_columns := array_replace(recorded.key_columns, renamed.from_name, renamed.to_name);
            recorded.tenant_column := case recorded.tenant_column when renamed.from_name then renamed.to_name else recorded.tenant_column end;
        end loop;
    end if;
    select string_agg(quote_ident(excluded), ', ') into lost from unnest(recorded.excluded_columns) as e (excluded)
    where not exists (
        select from pg_attribute where attrelid = follow_columns.relation and attname = excluded and attnum > 0 and not attisdropped);
    if lost is not null then
        raise exception 'Columns of % that aren''t to be recorded are gone, or have another name, by which they would be: %', relation, lost
            using errcode = 'undefined_column', hint = 'Name in excludeColumns of enableAudit what is there.';
    end if;
    update holdfast.recorded_tables t
    set key_columns = recorded.key_columns, tenant_column = recorded.tenant_column, excluded_columns = recorded.excluded_columns,
        included_columns = recorded.included_columns, columns_of = follow_columns.relation::oid, column_names = places
    where t.table_id = recorded.table_id;
end
$holdfast$;
