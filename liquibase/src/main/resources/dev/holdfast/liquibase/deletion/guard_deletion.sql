-- The trigger's WHEN lets a well-formed deletion pass by. What comes here lacks a stamp, or would change one.
create or replace function holdfast.guard_deletion() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    deleting boolean := new.deleted_at is not null;
    moved boolean;
    next jsonb;
begin
    if tg_op = 'UPDATE' then
        deleting := deleting and old.deleted_at is null;
    end if;
    if new.deleted_at is null then
        new.deleted_by := null;
        new.delete_reason := null;
        new.deletion_id := null;
    elsif deleting then
        -- Only the owner may say another time, for imports: else whoever deletes could choose when a row may be purged.
        if not pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'usage') then
            new.deleted_at := now();
        end if;
        if new.deletion_id is null then
            -- The same for every row of one message to the server.
            new.deletion_id := md5(pg_current_xact_id()::text || statement_timestamp()::text)::uuid;
            new.deleted_by := coalesce(new.deleted_by, nullif(current_setting('holdfast.actor', true), ''));
            new.delete_reason := coalesce(new.delete_reason, nullif(current_setting('holdfast.reason', true), ''));
        end if;
    else
        new.deleted_at := old.deleted_at;
        new.deleted_by := old.deleted_by;
        new.delete_reason := old.delete_reason;
        new.deletion_id := old.deletion_id;
    end if;
    if tg_op = 'UPDATE' and tg_nargs > 0 and (new.deleted_at is null) <> (old.deleted_at is null) then
        execute format('select ($1).%1$I is not distinct from ($2).%1$I, jsonb_build_object(%1$L, ($2).%1$I + 1)', tg_argv[0])
            using new, old into moved, next;
        if moved then
            new := jsonb_populate_record(new, next);
        end if;
    end if;
    return new;
end
$holdfast$;
