-- The same of a token: the table's history had begun when it was made. One of another cluster is refused.
create or replace function holdfast.is_in_history_of_token(relation regclass, token text) returns boolean
    language plpgsql stable strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    since constant bigint := (
        select historical_from from holdfast.recorded_tables t where t.relation = is_in_history_of_token.relation and t.historical);
    kept constant bigint := (
        select max(r.since_sequence) from holdfast.recorded_since r
        join holdfast.recorded_tables t on t.relation = is_in_history_of_token.relation
        where (r.tenant_id is null) = (t.tenant_column is null));
begin
    if since is null then
        raise exception 'The table % has no history', relation using errcode = 'HF017', hint = 'Run enableHistory on it.';
    elsif holdfast.token_sequence(token) < since then
        raise exception 'The history of % begins after the snapshot of this token', relation using errcode = 'HF017',
            hint = 'What its rows were before that isn''t known.';
    elsif holdfast.token_sequence(token) < kept then
        raise exception 'Of the history of % a part was deleted after the snapshot of this token', relation
            using errcode = 'HF017', hint = 'Make another token.';
    end if;
    return true;
end
$holdfast$;
