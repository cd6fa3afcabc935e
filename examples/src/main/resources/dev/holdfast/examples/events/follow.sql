-- region:follow
begin; -- read committed
select set_config('holdfast.tenant_id', '1', true);
select set_config('my.safe', holdfast.safe_position()::text, true); -- first, in a statement of its own
select e.position, e.category, s.stream_id, e.version, e.type, e.data, e.metadata
    from holdfast.events as e join holdfast.streams as s using (tenant_id, stream_no)
    where e.position > 0 and e.position <= current_setting('my.safe')::bigint
    order by e.position limit 1000;
commit;
-- endregion:follow
