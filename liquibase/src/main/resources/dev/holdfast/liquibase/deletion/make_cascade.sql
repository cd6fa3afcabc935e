create or replace function holdfast.make_cascade(child regclass, parent regclass, key name, routine name) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    cascade constant text := (
        select format('%s.%I()', relnamespace::regnamespace, routine) from pg_class where oid = child);
begin
    execute format(
        'create function %s returns trigger language plpgsql set search_path = pg_catalog, pg_temp as %L',
        cascade, holdfast.cascade_body(child, key));
    execute format('comment on function %s is %L', cascade, 'Made by Holdfast');
    execute format('create trigger %I after update of deleted_at on %s for each row'
        ' when ((old.deleted_at is null) <> (new.deleted_at is null)) execute function %s',
        'AA_' || key, parent, cascade);
    perform holdfast.renew_cascades(child);
end
$holdfast$;
