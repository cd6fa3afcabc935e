-- region:live-unique
create unique index authors_email_live_key on blog.authors (tenant_id, email) where deleted_at is null;
-- endregion
