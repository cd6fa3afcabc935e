-- The version of a projection that is read: in a view over the tables of two versions, "where holdfast.serving_version('x') = 2" is
-- asked once for the statement, and the table that isn't read costs nothing.
create or replace function holdfast.serving_version(projection text) returns integer
    language sql stable security definer parallel safe
    set search_path = pg_catalog, pg_temp
as $holdfast$
    select p.version from holdfast.projections p where p.projection = serving_version.projection and p.serving;
$holdfast$;
