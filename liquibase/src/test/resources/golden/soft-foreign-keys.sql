-- region:soft-foreign-key
lock table blog.articles, blog.authors in access exclusive mode;
select holdfast.lift_force('blog.articles');
select holdfast.lift_force('blog.authors');
set local row_security = off;
select holdfast.check_soft_foreign_key('blog.articles', 'blog.authors', 'cascade');
alter table blog.articles add column if not exists live boolean generated always as (true) stored;
create unique index if not exists authors_id_live_ref on blog.authors (tenant_id, id, live);
alter table blog.articles
    add constraint articles_author_id_soft_fkey foreign key (tenant_id, author_id) references blog.authors (tenant_id, id),
    add constraint articles_author_id_soft_fkey_live foreign key (tenant_id, author_id, live) references blog.authors (tenant_id, id, live);
comment on constraint articles_author_id_soft_fkey on blog.articles is 'holdfast:cascade';
create index articles_author_id_soft_idx on blog.articles (tenant_id, author_id, live);
select holdfast.make_cascade('blog.articles', 'blog.authors', 'articles_author_id_soft_fkey', 'articles_articles_author_id_soft_fkey_cascade');
select holdfast.put_force_back('blog.articles');
select holdfast.put_force_back('blog.authors');
set local row_security to default;
-- endregion
lock table blog.comments, blog.articles in access exclusive mode;
select holdfast.lift_force('blog.comments');
select holdfast.lift_force('blog.articles');
set local row_security = off;
select holdfast.check_soft_foreign_key('blog.comments', 'blog.articles', 'cascade');
alter table blog.comments add column if not exists live boolean generated always as (true) stored;
create unique index if not exists articles_id_live_ref on blog.articles (tenant_id, id, live);
alter table blog.comments
    add constraint comments_article_id_soft_fkey foreign key (tenant_id, article_id) references blog.articles (tenant_id, id),
    add constraint comments_article_id_soft_fkey_live foreign key (tenant_id, article_id, live) references blog.articles (tenant_id, id, live);
comment on constraint comments_article_id_soft_fkey on blog.comments is 'holdfast:cascade';
create index comments_article_id_soft_idx on blog.comments (tenant_id, article_id, live);
select holdfast.make_cascade('blog.comments', 'blog.articles', 'comments_article_id_soft_fkey', 'comments_comments_article_id_soft_fkey_cascade');
select holdfast.put_force_back('blog.comments');
select holdfast.put_force_back('blog.articles');
set local row_security to default;
lock table blog.pictures, blog.articles in access exclusive mode;
select holdfast.lift_force('blog.pictures');
select holdfast.lift_force('blog.articles');
set local row_security = off;
select holdfast.check_soft_foreign_key('blog.pictures', 'blog.articles', 'derive');
alter table blog.pictures
    add constraint pictures_article_id_soft_fkey foreign key (tenant_id, article_id) references blog.articles (tenant_id, id);
comment on constraint pictures_article_id_soft_fkey on blog.pictures is 'holdfast:derive';
create index pictures_article_id_soft_idx on blog.pictures (tenant_id, article_id);
select holdfast.put_force_back('blog.pictures');
select holdfast.put_force_back('blog.articles');
set local row_security to default;
select holdfast.make_live_view('blog.pictures');
lock table blog.invoices, blog.authors in access exclusive mode;
select holdfast.lift_force('blog.invoices');
select holdfast.lift_force('blog.authors');
set local row_security = off;
select holdfast.check_soft_foreign_key('blog.invoices', 'blog.authors', 'restrict');
alter table blog.invoices add column if not exists live boolean generated always as (true) stored;
create unique index if not exists authors_id_live_ref on blog.authors (tenant_id, id, live);
alter table blog.invoices
    add constraint invoices_author_id_soft_fkey foreign key (tenant_id, author_id) references blog.authors (tenant_id, id),
    add constraint invoices_author_id_soft_fkey_live foreign key (tenant_id, author_id, live) references blog.authors (tenant_id, id, live);
comment on constraint invoices_author_id_soft_fkey on blog.invoices is 'holdfast:restrict';
create index invoices_author_id_soft_idx on blog.invoices (tenant_id, author_id, live);
select holdfast.put_force_back('blog.invoices');
select holdfast.put_force_back('blog.authors');
set local row_security to default;
