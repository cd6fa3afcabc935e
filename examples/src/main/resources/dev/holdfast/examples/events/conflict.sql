begin;
select set_config('holdfast.tenant_id', '1', true);
select * from holdfast.append_event('parcel', 'p-1', 1, 'parcel-scanned', '{"depot": "Bern"}');
rollback;
