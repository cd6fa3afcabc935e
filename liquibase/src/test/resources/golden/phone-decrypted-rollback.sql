-- region:phone-decrypted-rollback
do $holdfast$
begin
    lock table blog.authors in access exclusive mode;
    perform holdfast.drop_live_view('blog.authors');
    perform holdfast.clear_to_cells('blog.authors', 'phone', 'text');
    alter table blog.authors
        alter column phone set storage external,
        add constraint authors_phone_encrypted check (substring(phone from 1 for 1) = '\x00' or substring(phone from 1 for 1) = '\x01' and octet_length(phone) >= 37);
    perform holdfast.make_live_view('blog.authors');
end
$holdfast$;
-- endregion
