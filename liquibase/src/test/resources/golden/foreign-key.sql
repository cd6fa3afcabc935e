-- region:foreign-key
lock table blog.articles, blog.authors in access exclusive mode;
alter table blog.articles no force row level security;
alter table blog.authors no force row level security;
set local row_security = off;
alter table blog.articles
    add constraint articles_author_id_tenant_fkey
    foreign key (tenant_id, author_id) references blog.authors (tenant_id, id) on delete set null (author_id);
create index articles_author_id_tenant_idx on blog.articles (tenant_id, author_id);
alter table blog.articles force row level security;
alter table blog.authors force row level security;
set local row_security to default;
-- endregion
