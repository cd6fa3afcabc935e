-- region:foreign-key
lock table blog.articles, blog.authors in access exclusive mode;
select holdfast.lift_force('blog.articles');
select holdfast.lift_force('blog.authors');
set local row_security = off;
alter table blog.articles
    add constraint articles_author_id_tenant_fkey
    foreign key (tenant_id, author_id) references blog.authors (tenant_id, id) on delete set null (author_id);
create index articles_author_id_tenant_idx on blog.articles (tenant_id, author_id);
select holdfast.put_force_back('blog.articles');
select holdfast.put_force_back('blog.authors');
set local row_security to default;
-- endregion
