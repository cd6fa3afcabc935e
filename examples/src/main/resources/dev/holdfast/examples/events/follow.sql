-- region:follow
begin; -- read committed
select set_config('holdfast.tenant_id', '1', true);
select set_config('my.after', holdfast.check_checkpoint('c0')::text, true), -- refused where it doesn't fit this store
    set_config('my.safe', holdfast.safe_position()::text, true); -- in a statement before the read
select e.position, e.category, s.stream_id, e.version, e.type, e.data, e.metadata
    from (
        (select * from holdfast.events
            where position > current_setting('my.after')::bigint and position <= current_setting('my.safe')::bigint
            order by position limit 1000)
        union all -- for events that aren't archived leave out this line and the next three
        (select * from holdfast.archived_events
            where position > current_setting('my.after')::bigint and position <= current_setting('my.safe')::bigint
            order by position limit 1000)
    ) as e
    join holdfast.streams as s using (tenant_id, stream_no)
    order by e.position limit 1000;
select holdfast.checkpoint_at(current_setting('my.safe')::bigint) as checkpoint; -- of a full page: at its last position
commit;
-- endregion:follow
