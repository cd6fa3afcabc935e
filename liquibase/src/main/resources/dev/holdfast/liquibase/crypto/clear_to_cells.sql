-- To bytea, each value behind a zero byte that says it is clear. "was" is checked where it is given. The text of numbers and
-- times is whole, and the same, whatever the session's settings.
create or replace function holdfast.clear_to_cells(relation regclass, attribute name, was regtype) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set extra_float_digits = 1
    set datestyle = 'ISO, YMD'
    set intervalstyle = 'postgres'
    set timezone = 'UTC'
as $holdfast$
declare
    actual regtype;
    base regtype;
begin
    perform holdfast.refuse_column_dependents(relation, attribute);
    select atttypid, holdfast.base_type(atttypid) into actual, base
    from pg_attribute where attrelid = relation and attname = attribute;
    if was <> actual then
        raise exception 'The column % of % is of type %, not %. Correct columnDataType, by which a rollback would convert it.',
            attribute, relation, actual, was using errcode = 'datatype_mismatch';
    end if;
    if (select typtype = 'c' or typcategory in ('A', 'P') from pg_type where oid = base)
        or base not in ('json'::regtype, 'jsonb'::regtype)
            and exists (select from pg_cast where castsource = base and casttarget = 'json'::regtype)
    then
        raise exception 'The column % of % is of type %, which has no text form that a cell could hold. Convert it to jsonb or text first.',
            attribute, relation, actual using errcode = 'feature_not_supported';
    end if;
    execute format('alter table %s alter column %I drop default', relation, attribute);
    execute format('alter table %1$s alter column %2$I type bytea using %3$L::bytea || %4$s', relation, attribute, '\x00',
        format(case
            when base = 'bytea'::regtype then '%I::bytea'
            -- Not the text form that PostgreSQL gives a JSON string, which is without its quotes.
            when base in ('json'::regtype, 'jsonb'::regtype) then 'convert_to(%I::text, ''UTF8'')'
            else 'convert_to(to_jsonb(%I) #>> ''{}'', ''UTF8'')'
        end, attribute));
end
$holdfast$;
