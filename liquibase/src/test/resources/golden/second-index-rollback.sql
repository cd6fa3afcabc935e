-- region:second-index-rollback
do $holdfast$
begin
    lock table blog.authors in access exclusive mode;
    perform holdfast.drop_live_view('blog.authors');
    alter table blog.authors drop column email_bidx2;
    perform holdfast.make_live_view('blog.authors');
end
$holdfast$;
-- endregion
