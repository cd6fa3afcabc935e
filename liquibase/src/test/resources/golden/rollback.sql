-- region:rollback
do $holdfast$
declare
    tenants bigint;
begin
    lock table blog.articles in access exclusive mode;
    alter table blog.articles no force row level security;
    set local row_security = off;
    if exists (select from blog.articles where tenant_id <> (select tenant_id from blog.articles limit 1)) then
        select count(distinct tenant_id) into tenants from blog.articles;
        raise exception 'The rollback of enableTenancy on blog.articles is refused: the table holds rows of % tenants, which would lie open to each other. Delete or move the rows of all tenants but one, or set discard="true" on the change to let the fence go; the rows stay as they are.',
            tenants using errcode = 'object_not_in_prerequisite_state';
    end if;
    set local row_security to default;
    drop trigger if exists zz_holdfast_tenant_fixed on blog.articles;
    drop policy if exists holdfast_tenant on blog.articles;
    drop policy if exists holdfast_access on blog.articles;
    drop policy if exists holdfast_across on blog.articles;
    drop policy if exists holdfast_owner on blog.articles;
    alter table blog.articles disable row level security, no force row level security;
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
            execute format('alter table %s disable row level security, no force row level security', part);
            execute format('drop policy if exists holdfast_owner on %s', part);
        end loop;
    end;
    alter table blog.articles alter column tenant_id drop default;
    alter table blog.articles drop constraint if exists articles_tenant_fkey;
    drop index if exists blog.articles_id_tenant_key;
    revoke select, insert, update, delete on blog.articles from holdfast_app, holdfast_across;
end
$holdfast$;
-- endregion
do $holdfast$
declare
    tenants bigint;
begin
    lock table blog.authors in access exclusive mode;
    alter table blog.authors no force row level security;
    set local row_security = off;
    if exists (select from blog.authors where tenant_id <> (select tenant_id from blog.authors limit 1)) then
        select count(distinct tenant_id) into tenants from blog.authors;
        raise exception 'The rollback of enableTenancy on blog.authors is refused: the table holds rows of % tenants, which would lie open to each other. Delete or move the rows of all tenants but one, or set discard="true" on the change to let the fence go; the rows stay as they are.',
            tenants using errcode = 'object_not_in_prerequisite_state';
    end if;
    set local row_security to default;
    drop trigger if exists zz_holdfast_tenant_fixed on blog.authors;
    drop policy if exists holdfast_tenant on blog.authors;
    drop policy if exists holdfast_access on blog.authors;
    drop policy if exists holdfast_across on blog.authors;
    drop policy if exists holdfast_owner on blog.authors;
    alter table blog.authors disable row level security, no force row level security;
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
            execute format('alter table %s disable row level security, no force row level security', part);
            execute format('drop policy if exists holdfast_owner on %s', part);
        end loop;
    end;
    alter table blog.authors alter column tenant_id drop default;
    alter table blog.authors drop constraint if exists authors_tenant_fkey;
    drop index if exists blog.authors_id_tenant_key;
    revoke select, insert, update, delete on blog.authors from holdfast_app, holdfast_across;
end
$holdfast$;
