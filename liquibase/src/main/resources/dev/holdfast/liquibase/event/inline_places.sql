-- The inline projections that are in force, as their places in what the caller runs of them: of an argument of the append, and behind
-- it of the setting holdfast.inline_projections, which is for SQL clients. Refused where the caller runs one of them not: the event would
-- be missing from its read model for good. Asked for behind the lock of holdfast.streams that each append takes, so that whoever
-- puts one in force has either waited for this transaction, or is seen here.
create or replace function holdfast.inline_places(runs text[]) returns integer[]
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    told constant text[] := coalesce(runs, '{}')
        || regexp_split_to_array(btrim(coalesce(current_setting('holdfast.inline_projections', true), '')), '\s*,\s*');
    places integer[];
    missing text;
begin
    if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
        -- A snapshot may be older than what is in force.
        begin
            perform from holdfast.event_store for share;
        exception when serialization_failure then
            raise exception 'Which inline projections are in force was changed since this transaction took its snapshot'
                using errcode = 'serialization_failure', hint = 'Run the transaction again.',
                    schema = 'holdfast', table = 'inline_projections', constraint = 'streams_snapshot';
        end;
    end if;
    select array_agg(f.place), string_agg(f.name, ', ' order by f.name) filter (where f.place is null) into places, missing
    from (
        select i.projection || ' v' || i.version as name, array_position(told, i.projection || ' v' || i.version) as place
        from holdfast.inline_projections as i) as f;
    if missing is not null then
        raise exception 'The event would be missing from the read model of %, which is in force in each append''s transaction, and this one doesn''t run it', missing
            using errcode = 'HF021', hint = format(
                'Append by a release that has it. SQL that changes the read model itself says so in its transaction: select set_config(''holdfast.inline_projections'', %L, true).',
                missing);
    end if;
    return coalesce(places, '{}');
end
$holdfast$;
