-- The same of a token: the table's history had begun when it was made, and its snapshot saw that; nothing was deleted since. One of
-- another cluster is refused. What is from before its epoch is counted as seen.
create or replace function holdfast.is_in_history_of_token(relation regclass, token text) returns boolean
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    began record;
    highest constant bigint := holdfast.token_sequence(token);
    epoch constant bigint := split_part(token, ':', 3); -- which is known to be a token by now
    snapshot constant pg_snapshot := holdfast.token_snapshot(token);
begin
    select t.historical_from as sequence, t.historical_in as transaction, t.tenant_column into began
    from holdfast.recorded_tables t where t.relation = is_in_history_of_token.relation and t.historical;
    if not found then
        raise exception 'The table % has no history', relation using errcode = 'HF017', hint = 'Run enableHistory on it.';
    elsif token is null then
        raise exception 'The snapshot token is null by which % is to be read', relation
            using errcode = 'HF015', hint = 'Tokens come from holdfast.snapshot_token().';
    elsif highest < began.sequence or began.sequence >= epoch and not pg_visible_in_snapshot(began.transaction, snapshot) then
        raise exception 'The history of % begins after the snapshot of this token', relation using errcode = 'HF017',
            hint = 'What its rows were before that isn''t known.';
    elsif exists (
        select from holdfast.recorded_since r
        where (r.tenant_id is null) = (began.tenant_column is null)
            and (highest < r.since_sequence or r.since_sequence >= epoch and not pg_visible_in_snapshot(r.deleted_in, snapshot)))
    then
        raise exception 'Of the history of % a part was deleted after the snapshot of this token', relation
            using errcode = 'HF017', hint = 'Make another token.';
    end if;
    return true;
end
$holdfast$;
