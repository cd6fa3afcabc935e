do $holdfast$
declare
    deleted bigint;
    consequence text;
begin
    lock table blog.comments in access exclusive mode;
    alter table blog.comments no force row level security;
    set local row_security = off;
    select count(*) into deleted from blog.comments where deleted_at is not null;
    if deleted > 0 then
        select case when col_description(attrelid, attnum) = 'Made by Holdfast' then 'come back to life'
            else 'forget by whom, why and with which others they were deleted' end into consequence
        from pg_attribute where attrelid = 'blog.comments'::regclass and attname = 'deleted_at';
        raise exception 'The rollback of enableSoftDelete on blog.comments is refused: % of its rows are deleted and would %. Purge them with blog.comments_purge(keys), tenant by tenant, or set discard="true" on the change to let that happen.',
            deleted, consequence using errcode = 'object_not_in_prerequisite_state';
    end if;
    set local row_security to default;
    alter table blog.comments force row level security;
    perform holdfast.refuse_if_needed('blog.comments');
    perform holdfast.drop_live_view('blog.comments');
    perform holdfast.drop_purge('blog.comments');
    drop trigger if exists zz_holdfast_deletion on blog.comments;
    drop trigger if exists zz_holdfast_deleted_row on blog.comments;
    drop trigger if exists zz_holdfast_no_delete on blog.comments;
    drop index if exists blog.comments_deletion_idx;
    drop index if exists blog.comments_deleted_idx;
    alter table blog.comments drop constraint if exists comments_deletion_check, drop column live;
    perform holdfast.drop_deletion_columns('blog.comments');
    grant delete on blog.comments to holdfast_app, holdfast_across;
    perform holdfast.make_live_view('blog.comments');
end
$holdfast$;
do $holdfast$
declare
    deleted bigint;
    consequence text;
begin
    lock table blog.articles in access exclusive mode;
    alter table blog.articles no force row level security;
    set local row_security = off;
    select count(*) into deleted from blog.articles where deleted_at is not null;
    if deleted > 0 then
        select case when col_description(attrelid, attnum) = 'Made by Holdfast' then 'come back to life'
            else 'forget by whom, why and with which others they were deleted' end into consequence
        from pg_attribute where attrelid = 'blog.articles'::regclass and attname = 'deleted_at';
        raise exception 'The rollback of enableSoftDelete on blog.articles is refused: % of its rows are deleted and would %. Purge them with blog.articles_purge(keys), tenant by tenant, or set discard="true" on the change to let that happen.',
            deleted, consequence using errcode = 'object_not_in_prerequisite_state';
    end if;
    set local row_security to default;
    alter table blog.articles force row level security;
    perform holdfast.refuse_if_needed('blog.articles');
    perform holdfast.drop_live_view('blog.articles');
    perform holdfast.drop_purge('blog.articles');
    drop trigger if exists zz_holdfast_deletion on blog.articles;
    drop trigger if exists zz_holdfast_deleted_row on blog.articles;
    drop trigger if exists zz_holdfast_no_delete on blog.articles;
    drop index if exists blog.articles_deletion_idx;
    drop index if exists blog.articles_deleted_idx;
    alter table blog.articles drop constraint if exists articles_deletion_check, drop column live;
    perform holdfast.drop_deletion_columns('blog.articles');
    grant delete on blog.articles to holdfast_app, holdfast_across;
    perform holdfast.make_live_view('blog.articles');
end
$holdfast$;
-- region:soft-delete-rollback
do $holdfast$
declare
    deleted bigint;
    consequence text;
begin
    lock table blog.authors in access exclusive mode;
    alter table blog.authors no force row level security;
    set local row_security = off;
    select count(*) into deleted from blog.authors where deleted_at is not null;
    if deleted > 0 then
        select case when col_description(attrelid, attnum) = 'Made by Holdfast' then 'come back to life'
            else 'forget by whom, why and with which others they were deleted' end into consequence
        from pg_attribute where attrelid = 'blog.authors'::regclass and attname = 'deleted_at';
        raise exception 'The rollback of enableSoftDelete on blog.authors is refused: % of its rows are deleted and would %. Purge them with blog.authors_purge(keys), tenant by tenant, or set discard="true" on the change to let that happen.',
            deleted, consequence using errcode = 'object_not_in_prerequisite_state';
    end if;
    set local row_security to default;
    alter table blog.authors force row level security;
    perform holdfast.refuse_if_needed('blog.authors');
    perform holdfast.drop_live_view('blog.authors');
    perform holdfast.drop_purge('blog.authors');
    drop trigger if exists zz_holdfast_deletion on blog.authors;
    drop trigger if exists zz_holdfast_deleted_row on blog.authors;
    drop trigger if exists zz_holdfast_no_delete on blog.authors;
    drop index if exists blog.authors_deletion_idx;
    drop index if exists blog.authors_deleted_idx;
    alter table blog.authors drop constraint if exists authors_deletion_check, drop column live;
    perform holdfast.drop_deletion_columns('blog.authors');
    grant delete on blog.authors to holdfast_app, holdfast_across;
    perform holdfast.make_live_view('blog.authors');
end
$holdfast$;
-- endregion
