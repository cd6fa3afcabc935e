-- region:append
begin;
select set_config('holdfast.tenant_id', '1', true), set_config('holdfast.actor', 'user-7', true);
select event_version, event_position
    from holdfast.append_event('parcel', 'p-1', 0, 'parcel-registered', '{"to": "Ann", "grams": 700}'); -- 0: a new stream
select event_version, event_position
    from holdfast.append_event('parcel', 'p-1', 1, 'parcel-scanned', '{"depot": "Basel"}', '{"scanner": "s-12"}');
commit;
-- endregion:append
