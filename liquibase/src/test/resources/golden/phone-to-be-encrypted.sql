-- region:phone-to-be-encrypted
lock table blog.authors in access exclusive mode;
select holdfast.drop_live_view('blog.authors');
select holdfast.clear_to_cells('blog.authors', 'phone', 'varchar(20)');
alter table blog.authors
    alter column phone set storage external,
    add constraint authors_phone_encrypted check (substring(phone from 1 for 1) = '\x00' or substring(phone from 1 for 1) = '\x01' and octet_length(phone) >= 37);
select holdfast.make_live_view('blog.authors');
alter table blog.authors
    add column phone_bidx bytea,
    add constraint authors_phone_bidx_length check (octet_length(phone_bidx) = 2);
create index authors_phone_bidx_idx on blog.authors (tenant_id, phone_bidx);
select holdfast.make_live_view('blog.authors');
-- endregion
