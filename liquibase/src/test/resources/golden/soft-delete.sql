-- region:soft-delete
lock table blog.authors in access exclusive mode;
alter table blog.authors no force row level security;
set local row_security = off;
select holdfast.add_deletion_columns('blog.authors');
update blog.authors set deletion_id = gen_random_uuid() where deleted_at is not null and deletion_id is null;
set constraints all immediate;
alter table blog.authors
    add column live boolean generated always as (case when deleted_at is null then true end) stored,
    add constraint authors_deletion_check check ((deleted_at is null) = (deletion_id is null)
        and (deleted_at is not null or (deleted_by is null and delete_reason is null)));
create index authors_deletion_idx on blog.authors (deletion_id) where deletion_id is not null;
create index authors_deleted_idx on blog.authors (tenant_id, deleted_at) where deleted_at is not null;
create trigger zz_holdfast_deletion before update of deleted_at, deleted_by, delete_reason, deletion_id on blog.authors
    for each row when (case
        when new.deleted_at is null then new.deletion_id is not null or new.deleted_by is not null or new.delete_reason is not null
        when old.deleted_at is null then new.deletion_id is null or new.deleted_at is distinct from now()
        else (new.deleted_at, new.deleted_by, new.delete_reason, new.deletion_id) is distinct from (old.deleted_at, old.deleted_by, old.delete_reason, old.deletion_id)
    end
    or (new.deleted_at is null) <> (old.deleted_at is null) and new.version = old.version)
    execute function holdfast.guard_deletion('version');
create trigger zz_holdfast_deleted_row before insert on blog.authors
    for each row when (new.deleted_at is not null)
    execute function holdfast.guard_deletion();
create trigger zz_holdfast_no_delete before delete on blog.authors
    for each statement execute function holdfast.refuse_delete();
revoke delete, truncate on blog.authors from public, holdfast_app, holdfast_across;
alter table blog.authors force row level security;
set local row_security to default;
select holdfast.make_purge('blog.authors', 'tenant_id', array['id']::name[], 'disputed', '30 days', 'holdfast_app', 'holdfast_across');
select holdfast.make_live_view('blog.authors');
-- endregion
lock table blog.articles in access exclusive mode;
alter table blog.articles no force row level security;
set local row_security = off;
select holdfast.add_deletion_columns('blog.articles');
update blog.articles set deletion_id = gen_random_uuid() where deleted_at is not null and deletion_id is null;
set constraints all immediate;
alter table blog.articles
    add column live boolean generated always as (case when deleted_at is null then true end) stored,
    add constraint articles_deletion_check check ((deleted_at is null) = (deletion_id is null)
        and (deleted_at is not null or (deleted_by is null and delete_reason is null)));
create index articles_deletion_idx on blog.articles (deletion_id) where deletion_id is not null;
create index articles_deleted_idx on blog.articles (tenant_id, deleted_at) where deleted_at is not null;
create trigger zz_holdfast_deletion before update of deleted_at, deleted_by, delete_reason, deletion_id on blog.articles
    for each row when (case
        when new.deleted_at is null then new.deletion_id is not null or new.deleted_by is not null or new.delete_reason is not null
        when old.deleted_at is null then new.deletion_id is null or new.deleted_at is distinct from now()
        else (new.deleted_at, new.deleted_by, new.delete_reason, new.deletion_id) is distinct from (old.deleted_at, old.deleted_by, old.delete_reason, old.deletion_id)
    end)
    execute function holdfast.guard_deletion();
create trigger zz_holdfast_deleted_row before insert on blog.articles
    for each row when (new.deleted_at is not null)
    execute function holdfast.guard_deletion();
create trigger zz_holdfast_no_delete before delete on blog.articles
    for each statement execute function holdfast.refuse_delete();
revoke delete, truncate on blog.articles from public, holdfast_app, holdfast_across;
alter table blog.articles force row level security;
set local row_security to default;
select holdfast.make_purge('blog.articles', 'tenant_id', array['id']::name[], null, null, 'holdfast_app', 'holdfast_across');
select holdfast.make_live_view('blog.articles');
lock table blog.comments in access exclusive mode;
alter table blog.comments no force row level security;
set local row_security = off;
select holdfast.add_deletion_columns('blog.comments');
update blog.comments set deletion_id = gen_random_uuid() where deleted_at is not null and deletion_id is null;
set constraints all immediate;
alter table blog.comments
    add column live boolean generated always as (case when deleted_at is null then true end) stored,
    add constraint comments_deletion_check check ((deleted_at is null) = (deletion_id is null)
        and (deleted_at is not null or (deleted_by is null and delete_reason is null)));
create index comments_deletion_idx on blog.comments (deletion_id) where deletion_id is not null;
create index comments_deleted_idx on blog.comments (tenant_id, deleted_at) where deleted_at is not null;
create trigger zz_holdfast_deletion before update of deleted_at, deleted_by, delete_reason, deletion_id on blog.comments
    for each row when (case
        when new.deleted_at is null then new.deletion_id is not null or new.deleted_by is not null or new.delete_reason is not null
        when old.deleted_at is null then new.deletion_id is null or new.deleted_at is distinct from now()
        else (new.deleted_at, new.deleted_by, new.delete_reason, new.deletion_id) is distinct from (old.deleted_at, old.deleted_by, old.delete_reason, old.deletion_id)
    end)
    execute function holdfast.guard_deletion();
create trigger zz_holdfast_deleted_row before insert on blog.comments
    for each row when (new.deleted_at is not null)
    execute function holdfast.guard_deletion();
create trigger zz_holdfast_no_delete before delete on blog.comments
    for each statement execute function holdfast.refuse_delete();
revoke delete, truncate on blog.comments from public, holdfast_app, holdfast_across;
alter table blog.comments force row level security;
set local row_security to default;
select holdfast.make_purge('blog.comments', 'tenant_id', array['id']::name[], null, null, 'holdfast_app', 'holdfast_across');
select holdfast.make_live_view('blog.comments');
