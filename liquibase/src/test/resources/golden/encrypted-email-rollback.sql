-- region:encrypted-email-rollback
do $holdfast$
declare
    lost bigint;
begin
    lock table blog.authors in access exclusive mode;
    perform holdfast.lift_force('blog.authors');
    set local row_security = off;
    select count(*) into lost from blog.authors where email is not null;
    if lost > 0 then
        raise exception 'The rollback of addEncryptedColumn on blog.authors is refused: % of its rows have a value in email, which would be lost. Set discard="true" on the change to let that happen.',
            lost using errcode = 'object_not_in_prerequisite_state';
    end if;
    set local row_security to default;
    perform holdfast.put_force_back('blog.authors');
    perform holdfast.drop_live_view('blog.authors');
    alter table blog.authors drop column email, drop column email_bidx;
    perform holdfast.make_live_view('blog.authors');
end
$holdfast$;
-- endregion
