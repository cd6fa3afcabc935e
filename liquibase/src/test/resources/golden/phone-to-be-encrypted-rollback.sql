-- region:phone-to-be-encrypted-rollback
do $holdfast$
begin
    lock table blog.authors in access exclusive mode;
    perform holdfast.drop_live_view('blog.authors');
    alter table blog.authors drop column phone_bidx;
    perform holdfast.make_live_view('blog.authors');
end
$holdfast$;
do $holdfast$
begin
    lock table blog.authors in access exclusive mode;
    perform holdfast.lift_force('blog.authors');
    set local row_security = off;
    perform holdfast.refuse_encrypted_cells('blog.authors', 'phone');
    set local row_security to default;
    perform holdfast.put_force_back('blog.authors');
    perform holdfast.drop_live_view('blog.authors');
    alter table blog.authors drop constraint authors_phone_encrypted;
    perform holdfast.refuse_column_dependents('blog.authors', 'phone');
    begin
        execute 'alter table blog.authors alter column phone type varchar(20) using ' || holdfast.cell_content('phone', 'varchar(20)');
    exception when data_exception then
        raise exception 'A value in phone of blog.authors can''t be read as varchar(20)' using errcode = 'datatype_mismatch';
    end;
    perform holdfast.make_live_view('blog.authors');
end
$holdfast$;
-- endregion
