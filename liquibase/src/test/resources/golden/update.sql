-- region:update
lock table blog.authors in access exclusive mode;
alter table blog.authors no force row level security;
alter table blog.authors
    alter column tenant_id set default nullif(current_setting('holdfast.tenant_id', true), '')::bigint,
    alter column tenant_id set not null;
create unique index authors_id_tenant_key on blog.authors (tenant_id, id);
alter table blog.authors
    add constraint authors_tenant_fkey foreign key (tenant_id) references holdfast.tenants (id);
create policy holdfast_tenant on blog.authors as restrictive for all to holdfast_app
    using (tenant_id = (select nullif(current_setting('holdfast.tenant_id', true), '')::bigint))
    with check (tenant_id = (select nullif(current_setting('holdfast.tenant_id', true), '')::bigint));
create policy holdfast_access on blog.authors as permissive for all to holdfast_app
    using (true)
    with check (true);
create policy holdfast_across on blog.authors as permissive for all to holdfast_across
    using (true)
    with check (true);
do $holdfast$
begin
    execute (
        select format('create policy holdfast_owner on %1$s as permissive for all to %2$s
            using ((select holdfast.refuse_owner(%1$L))) with check ((select holdfast.refuse_owner(%1$L)))',
            oid::regclass, relowner::regrole)
        from pg_class where oid = 'blog.authors'::regclass);
end
$holdfast$;
create trigger zz_holdfast_tenant_fixed before update on blog.authors
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function holdfast.refuse_tenant_change();
grant usage on schema blog to holdfast_app, holdfast_across;
grant select, insert, update, delete on blog.authors to holdfast_app, holdfast_across;
revoke truncate, references, trigger on blog.authors from public, holdfast_app, holdfast_across;
alter table blog.authors
    enable row level security,
    force row level security;
do $holdfast$
declare
    part regclass;
begin
    for part in
        with recursive below (oid) as (
            select inhrelid from pg_inherits where inhparent = 'blog.authors'::regclass
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
lock table blog.articles in access exclusive mode;
alter table blog.articles no force row level security;
alter table blog.articles
    alter column tenant_id set default nullif(current_setting('holdfast.tenant_id', true), '')::bigint,
    alter column tenant_id set not null;
create unique index articles_id_tenant_key on blog.articles (tenant_id, id);
alter table blog.articles
    add constraint articles_tenant_fkey foreign key (tenant_id) references holdfast.tenants (id);
create policy holdfast_tenant on blog.articles as restrictive for all to holdfast_app
    using (tenant_id = (select nullif(current_setting('holdfast.tenant_id', true), '')::bigint))
    with check (tenant_id = (select nullif(current_setting('holdfast.tenant_id', true), '')::bigint));
create policy holdfast_access on blog.articles as permissive for all to holdfast_app
    using (true)
    with check (true);
create policy holdfast_across on blog.articles as permissive for all to holdfast_across
    using (true)
    with check (true);
do $holdfast$
begin
    execute (
        select format('create policy holdfast_owner on %1$s as permissive for all to %2$s
            using ((select holdfast.refuse_owner(%1$L))) with check ((select holdfast.refuse_owner(%1$L)))',
            oid::regclass, relowner::regrole)
        from pg_class where oid = 'blog.articles'::regclass);
end
$holdfast$;
create trigger zz_holdfast_tenant_fixed before update on blog.articles
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function holdfast.refuse_tenant_change();
grant usage on schema blog to holdfast_app, holdfast_across;
grant select, insert, update, delete on blog.articles to holdfast_app, holdfast_across;
revoke truncate, references, trigger on blog.articles from public, holdfast_app, holdfast_across;
alter table blog.articles
    enable row level security,
    force row level security;
do $holdfast$
declare
    part regclass;
begin
    for part in
        with recursive below (oid) as (
            select inhrelid from pg_inherits where inhparent = 'blog.articles'::regclass
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
