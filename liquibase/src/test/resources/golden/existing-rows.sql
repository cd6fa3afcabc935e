-- region:existing-rows
lock table holdfast.tenants in access exclusive mode;
alter table holdfast.tenants no force row level security;
set local row_security = off;
insert into holdfast.tenants (id, name) values ('7f5c1f60-5c6b-4d0e-9a39-52d10a8a1f11', 'The first');
set constraints all immediate;
alter table holdfast.tenants force row level security;
set local row_security to default;
lock table public.notes in access exclusive mode;
alter table public.notes no force row level security;
alter table public.notes add column if not exists tenant_id uuid;
set local row_security = off;
update public.notes set tenant_id = '7f5c1f60-5c6b-4d0e-9a39-52d10a8a1f11' where tenant_id is null;
set constraints all immediate;
set local row_security to default;
alter table public.notes
    alter column tenant_id set default nullif(current_setting('holdfast.tenant_id', true), '')::uuid,
    alter column tenant_id set not null;
create index notes_tenant_idx on public.notes (tenant_id);
alter table public.notes
    add constraint notes_tenant_fkey foreign key (tenant_id) references holdfast.tenants (id);
create policy holdfast_tenant on public.notes as restrictive for all to holdfast_app
    using (tenant_id = (select nullif(current_setting('holdfast.tenant_id', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('holdfast.tenant_id', true), '')::uuid));
create policy holdfast_access on public.notes as permissive for all to holdfast_app
    using (true)
    with check (true);
create policy holdfast_across on public.notes as permissive for all to holdfast_across
    using (true)
    with check (true);
do $holdfast$
begin
    execute (
        select format('create policy holdfast_owner on %1$s as permissive for all to %2$s
            using ((select holdfast.refuse_owner(%1$L))) with check ((select holdfast.refuse_owner(%1$L)))',
            oid::regclass, relowner::regrole)
        from pg_class where oid = 'public.notes'::regclass);
end
$holdfast$;
create trigger zz_holdfast_tenant_fixed before update on public.notes
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function holdfast.refuse_tenant_change();
grant select, insert, update, delete on public.notes to holdfast_app, holdfast_across;
revoke truncate, references, trigger on public.notes from public, holdfast_app, holdfast_across;
alter table public.notes
    enable row level security,
    force row level security;
do $holdfast$
declare
    part regclass;
begin
    for part in
        with recursive below (oid) as (
            select inhrelid from pg_inherits where inhparent = 'public.notes'::regclass
            union all
            select i.inhrelid from pg_inherits i join below b on i.inhparent = b.oid
        )
        select c.oid from below b join pg_class c on c.oid = b.oid where c.relkind in ('r', 'p')
    loop
        execute format('alter table %s enable row level security, force row level security', part);
        if not exists (select from pg_policy where polrelid = part and polname = 'holdfast_owner') then
            execute (
                select format('create policy holdfast_owner on %1$s as permissive for all to %2$s
                    using ((select holdfast.refuse_owner(%1$L))) with check ((select holdfast.refuse_owner(%1$L)))',
                    oid::regclass, relowner::regrole)
                from pg_class where oid = part::regclass);
        end if;
    end loop;
end
$holdfast$;
-- endregion
