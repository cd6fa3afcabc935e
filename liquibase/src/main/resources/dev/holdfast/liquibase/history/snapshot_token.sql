-- A token of what is visible now, by which histories can be read again and again, whoever commits later. It is of this cluster alone: of
-- another one's transactions nothing is known. The first one on a cluster notes that transactions are counted there from now on.
-- The snapshot is that of the statement that asks, as a default is evaluated there: the function's own would be later, and what it saw more
-- couldn't be read in the same statement.
create or replace function holdfast.snapshot_token(snapshot pg_snapshot default pg_current_snapshot()) returns text
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
    set row_security = on
    set lock_timeout = '5s'
as $holdfast$
declare
    identifier constant bigint := (select c.system_identifier from pg_control_system() c);
    own constant xid8 := pg_current_xact_id_if_assigned();
    highest constant bigint := (select last_value from holdfast.change_sequence);
    epoch bigint;
begin
    select c.first_sequence into epoch from holdfast.clusters c where c.system_identifier = identifier;
    if epoch is null then
        if current_setting('transaction_read_only')::boolean then
            raise exception 'On this cluster there has been no snapshot token yet, and the first one has to be noted'
                using errcode = 'HF015', hint = 'Call holdfast.snapshot_token() once in a transaction that may write.';
        end if;
        -- Nobody is in the middle of a change: where the data were restored, versions until now are another cluster's.
        lock table holdfast.change_sets in share mode;
        insert into holdfast.clusters (system_identifier, first_sequence)
        select identifier, nextval('holdfast.change_sequence')
        on conflict do nothing;
        select c.first_sequence into epoch from holdfast.clusters c where c.system_identifier = identifier;
    end if;
    snapshot := coalesce(snapshot, pg_current_snapshot());
    if pg_is_in_recovery() then
        -- A replica's snapshot doesn't list those under way: it tells for sure of what is before the first of them alone.
        snapshot := format('%1$s:%1$s:', pg_snapshot_xmin(snapshot))::pg_snapshot;
    elsif own < pg_snapshot_xmax(snapshot) and pg_visible_in_snapshot(own, snapshot) then
        -- A snapshot doesn't count its own transaction among those under way, and others will see it once it commits.
        snapshot := format('%s:%s:%s', least(own, pg_snapshot_xmin(snapshot)), pg_snapshot_xmax(snapshot), (
            select string_agg(x::text, ',' order by x) from (select pg_snapshot_xip(snapshot) union select own) as running (x)))::pg_snapshot;
    end if;
    return concat_ws(':', identifier, greatest(highest, epoch), epoch, snapshot);
end
$holdfast$;
