-- region:second-index
alter table blog.authors
    add column email_bidx2 bytea,
    add constraint authors_email_bidx2_length check (octet_length(email_bidx2) = 32);
create unique index authors_email_bidx2_live_key on blog.authors (tenant_id, email_bidx2) where deleted_at is null;
select holdfast.make_live_view('blog.authors');
-- endregion
