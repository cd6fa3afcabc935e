-- region:phone-clear-again-rollback
do $holdfast$
begin
    lock table blog.authors in access exclusive mode;
    perform holdfast.lift_force('blog.authors');
    set local row_security = off;
    perform holdfast.refuse_clear_cells('blog.authors', 'phone');
    set local row_security to default;
    perform holdfast.put_force_back('blog.authors');
    alter table blog.authors
        drop constraint authors_phone_encrypted,
        add constraint authors_phone_encrypted check (substring(phone from 1 for 1) = '\x01' and octet_length(phone) >= 37);
    analyze blog.authors (phone);
end
$holdfast$;
-- endregion
