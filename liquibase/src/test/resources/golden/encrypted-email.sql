-- region:encrypted-email
alter table blog.authors
    add column email bytea,
    alter column email set storage external,
    add constraint authors_email_encrypted check (substring(email from 1 for 1) = '\x01' and octet_length(email) >= 37),
    add column email_bidx bytea,
    add constraint authors_email_bidx_length check (octet_length(email_bidx) = 32);
create unique index authors_email_bidx_live_key on blog.authors (tenant_id, email_bidx) where deleted_at is null;
select holdfast.make_live_view('blog.authors');
-- endregion
