create or replace function holdfast.refuse_data_key_delete() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    raise exception 'Rows of holdfast.data_keys stay: one that is gone could be made again after a shredding'
        using errcode = 'insufficient_privilege', hint = 'Set state to shredded, or retired once nothing uses the key.';
end
$holdfast$;
