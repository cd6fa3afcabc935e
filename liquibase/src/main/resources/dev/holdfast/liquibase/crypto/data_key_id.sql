-- 63 random bits: the first 32 of each of two uuids, which have no fixed bits there, without the sign.
create or replace function holdfast.data_key_id() returns bigint
    language sql volatile
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select ('x' || left(gen_random_uuid()::text, 8) || left(gen_random_uuid()::text, 8))::bit(64)::bigint
        & 9223372036854775807
$holdfast$;
