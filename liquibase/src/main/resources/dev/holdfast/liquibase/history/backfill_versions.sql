-- Adds a version of the table's rows as they are, of those for which a condition holds. Who calls it has locked the table.
create or replace function holdfast.backfill_versions(relation regclass, condition text) returns void
    language plpgsql strict
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    versions constant text := holdfast.versions_name(relation);
    names constant text := (select string_agg(quote_ident(c.name), ', ') from holdfast.recorded_columns(relation) c);
begin
    -- Beside it nobody notes, for tokens, up to where the sequence has come.
    lock table holdfast.change_sets in row exclusive mode;
    -- FORCE would hide rows from the owner, and with row_security off a policy that still does is an error.
    perform holdfast.lift_force(relation), holdfast.lift_force(versions::regclass), set_config('row_security', 'off', true);
    execute format('insert into %s (%s, holdfast_sequence, holdfast_at, holdfast_transaction, holdfast_gone, holdfast_action)
        select %2$s, nextval(''holdfast.change_sequence''), clock_timestamp(), pg_current_xact_id(), false, ''backfill'' from %3$s where %4$s',
        versions, names, relation, condition);
    perform set_config('row_security', 'on', true), holdfast.put_force_back(relation), holdfast.put_force_back(versions::regclass);
end
$holdfast$;
