do $holdfast$
begin
    lock table blog.invoices, blog.authors in access exclusive mode;
    perform holdfast.drop_cascade('blog.invoices', 'blog.authors', 'invoices_author_id_soft_fkey', 'invoices_invoices_author_id_soft_fkey_cascade');
    alter table blog.invoices drop constraint if exists invoices_author_id_soft_fkey_live, drop constraint if exists invoices_author_id_soft_fkey;
    drop index if exists blog.invoices_author_id_soft_idx;
    perform holdfast.renew_cascades('blog.invoices');
    if not exists (select from pg_constraint where conindid = to_regclass('blog.authors_id_live_ref')) then
        drop index if exists blog.authors_id_live_ref;
    end if;
    perform holdfast.drop_unused_live('blog.invoices');
end
$holdfast$;
do $holdfast$
begin
    lock table blog.pictures, blog.articles in access exclusive mode;
    perform holdfast.drop_cascade('blog.pictures', 'blog.articles', 'pictures_article_id_soft_fkey', 'pictures_pictures_article_id_soft_fkey_cascade');
    alter table blog.pictures drop constraint if exists pictures_article_id_soft_fkey_live, drop constraint if exists pictures_article_id_soft_fkey;
    drop index if exists blog.pictures_article_id_soft_idx;
    perform holdfast.renew_cascades('blog.pictures');
    perform holdfast.make_live_view('blog.pictures');
end
$holdfast$;
do $holdfast$
begin
    lock table blog.comments, blog.articles in access exclusive mode;
    perform holdfast.drop_cascade('blog.comments', 'blog.articles', 'comments_article_id_soft_fkey', 'comments_comments_article_id_soft_fkey_cascade');
    alter table blog.comments drop constraint if exists comments_article_id_soft_fkey_live, drop constraint if exists comments_article_id_soft_fkey;
    drop index if exists blog.comments_article_id_soft_idx;
    perform holdfast.renew_cascades('blog.comments');
    if not exists (select from pg_constraint where conindid = to_regclass('blog.articles_id_live_ref')) then
        drop index if exists blog.articles_id_live_ref;
    end if;
    perform holdfast.drop_unused_live('blog.comments');
end
$holdfast$;
do $holdfast$
begin
    lock table blog.articles, blog.authors in access exclusive mode;
    perform holdfast.drop_cascade('blog.articles', 'blog.authors', 'articles_author_id_soft_fkey', 'articles_articles_author_id_soft_fkey_cascade');
    alter table blog.articles drop constraint if exists articles_author_id_soft_fkey_live, drop constraint if exists articles_author_id_soft_fkey;
    drop index if exists blog.articles_author_id_soft_idx;
    perform holdfast.renew_cascades('blog.articles');
    if not exists (select from pg_constraint where conindid = to_regclass('blog.authors_id_live_ref')) then
        drop index if exists blog.authors_id_live_ref;
    end if;
    perform holdfast.drop_unused_live('blog.articles');
end
$holdfast$;
