-- region:streams
begin;
select set_config('holdfast.tenant_id', '1', true);
select stream_id, version, state, recorded_at
    from holdfast.streams
    where category = 'parcel' and stream_id > ''
    order by stream_id limit 1000;
commit;
-- endregion:streams
