-- True from when on a table's history tells of its rows. Before that it would be silent of all of them, so it is an error; so is no
-- moment at all.
create or replace function holdfast.is_in_history(relation regclass, moment timestamptz) returns boolean
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    since constant timestamptz := (
        select historical_since from holdfast.recorded_tables t where t.relation = is_in_history.relation and t.historical);
    kept constant timestamptz := (
        select max(r.since) from holdfast.recorded_since r join holdfast.recorded_tables t on t.relation = is_in_history.relation
        where (r.tenant_id is null) = (t.tenant_column is null));
begin
    if since is null then
        raise exception 'The table % has no history', relation using errcode = 'HF017', hint = 'Run enableHistory on it.';
    elsif moment is null then
        raise exception 'The moment as of which % is to be read is null', relation using errcode = 'null_value_not_allowed',
            hint = 'For what is there now, read the table.';
    elsif moment < since then
        raise exception 'The history of % begins at %, after %', relation, since, moment using errcode = 'HF017',
            hint = 'What its rows were before that isn''t known.';
    elsif moment < kept then
        raise exception 'The history of % before % was deleted, and % is before that', relation, kept, moment
            using errcode = 'HF017', hint = 'Versions are kept for as long as retention says.';
    end if;
    return true;
end
$holdfast$;
