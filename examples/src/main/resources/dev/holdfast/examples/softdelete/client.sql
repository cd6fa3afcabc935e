-- region:delete
begin;
select set_config('holdfast.tenant_id', '1', true), set_config('holdfast.actor', 'user-7', true),
    set_config('holdfast.reason', 'clean-up', true);
delete from articles_live where slug = 'rain';            -- hides the row, stamped as the DSL stamps it
update authors set deleted_at = now() where name = 'Ann'; -- hides her, and her articles with her
select slug, deleted_by, delete_reason, deletion_id = (select deletion_id from authors where name = 'Ann') as with_ann
    from articles order by slug;
commit;
-- endregion:delete
-- region:restore
begin;
select set_config('holdfast.tenant_id', '1', true);
update authors set deleted_at = null where name = 'Ann';  -- and the articles that went with her, no others
select slug from articles_live order by slug;
select articles_purge(array(select id from articles where deleted_at < now() - interval '1 year')); -- for good
commit;
-- endregion:restore
