-- True from when on a table's history tells of its rows. Before that it would be silent of all of them, so it is an error.
create or replace function holdfast.is_in_history(relation regclass, moment timestamptz) returns boolean
    language plpgsql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    since constant timestamptz := (
        select historical_since from holdfast.recorded_tables t where t.relation = is_in_history.relation and t.historical);
begin
    if since is null then
        raise exception 'The table % has no history', relation using errcode = 'HF017', hint = 'Run enableHistory on it.';
    elsif moment < since then
        raise exception 'The history of % begins at %, after %', relation, since, moment using errcode = 'HF017',
            hint = 'What its rows were before that isn''t known.';
    end if;
    return true;
end
$holdfast$;
