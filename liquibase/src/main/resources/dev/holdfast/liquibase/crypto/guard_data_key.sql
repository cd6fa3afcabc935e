create or replace function holdfast.guard_data_key() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    named holdfast.tenants.id%type;
    own holdfast.tenants.id%type;
begin
    if tg_op = 'INSERT' then
        if new.state not in ('active', 'shredded') then
            raise exception 'A new data key is active, not %', new.state using errcode = 'check_violation';
        end if;
        named := nullif(new.tenant, '');
        if new.tenant <> named::text then
            raise exception 'The tenant of a data key is written as % writes it: %', pg_typeof(named), named
                using errcode = 'check_violation';
        end if;
        -- The policy looks at the setting once a statement, and this at every row: else a statement could change it midway.
        own := nullif(current_setting('holdfast.tenant_id', true), '');
        if new.tenant not in ('', coalesce(own::text, ''))
            and not pg_has_role(current_user, $role$${holdfast.acrossRole}$role$, 'usage')
        then
            raise exception 'A data key of another tenant can''t be made' using errcode = 'insufficient_privilege';
        end if;
        if new.state = 'active' then
            perform holdfast.refuse_old_snapshot();
            perform pg_advisory_xact_lock_shared(hashtextextended('holdfast.data_keys/' || new.tenant, 0));
            if exists (
                select from holdfast.data_keys
                where tenant = new.tenant and subject in ('', new.subject) and state = 'shredded')
            then
                raise exception 'The subject of the new key was shredded' using errcode = 'HF001';
            end if;
        else
            perform holdfast.begin_shredding(new.tenant);
        end if;
        new.created_at := clock_timestamp();
    else
        if (new.id, new.tenant, new.subject, new.purpose, new.created_at)
            is distinct from (old.id, old.tenant, old.subject, old.purpose, old.created_at)
        then
            raise exception 'What a data key is for can''t be changed: its id, tenant, subject, purpose and time of creation'
                using errcode = 'insufficient_privilege';
        end if;
        if new.state <> old.state and (old.state, new.state) not in (
            ('active', 'superseded'), ('active', 'shredded'), ('superseded', 'retired'), ('superseded', 'shredded'),
            ('retired', 'shredded'))
        then
            raise exception 'A data key that is % can''t become %', old.state, new.state
                using errcode = 'insufficient_privilege';
        end if;
        if old.wrapped is null and (new.wrapped is not null or new.wrapping_key <> '') then
            raise exception 'A data key that is % can''t come back', old.state using errcode = 'insufficient_privilege';
        end if;
        if new.state = 'shredded' and old.state <> 'shredded' then
            perform holdfast.begin_shredding(new.tenant);
        end if;
        if new.state in ('retired', 'shredded') then
            new.wrapped := null;
            new.wrapping_key := '';
        end if;
    end if;
    new.changed_at := clock_timestamp();
    return new;
end
$holdfast$;
