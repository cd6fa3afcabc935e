-- region:phone-clear-again
lock table blog.authors in access exclusive mode;
alter table blog.authors
    drop constraint authors_phone_encrypted,
    add constraint authors_phone_encrypted check (substring(phone from 1 for 1) = '\x00' or substring(phone from 1 for 1) = '\x01' and octet_length(phone) >= 37);
-- endregion
