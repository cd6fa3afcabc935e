-- What tells a table's live view from another: the MD5 of the query that it should have now, PostgreSQL's major version, and
-- the MD5 of what that prints of the view; null where there is no view. make_live_view writes it into the view's comment,
-- which only the view's owner can change, and the doctor compares.
create or replace function holdfast.live_view_record(relation regclass) returns text
    language sql stable strict
    set search_path = pg_catalog, pg_temp
    set quote_all_identifiers = off
as $holdfast$
    select concat_ws(' ', coalesce(md5(holdfast.live_query(relation)), 'none'),
        current_setting('server_version_num')::int / 10000, md5(pg_get_viewdef(live_view.oid)))
    from pg_class as live_view
    join pg_class as origin on origin.relnamespace = live_view.relnamespace and live_view.relname = origin.relname || '_live'
    where origin.oid = relation and live_view.relkind = 'v'
$holdfast$;
