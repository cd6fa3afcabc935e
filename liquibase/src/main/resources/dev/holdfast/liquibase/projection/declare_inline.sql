-- Makes a version of an inline projection known, if it isn't. Where there are no events yet that it would have to catch up with, and no
-- other version, it is in force at once; else it runs as the others do until holdfast.serve_projection puts it in force.
create or replace function holdfast.declare_inline(projection text, version integer) returns void
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '1s'
as $holdfast$
#variable_conflict use_column
begin
    if exists (
        select from holdfast.projections p
        where p.projection = declare_inline.projection and p.version = declare_inline.version and p.inline)
    then
        return;
    end if;
    for is_first in reverse 1 .. 0 loop
        -- Once more where another process's first version was in its way, which is the one that is read then.
        insert into holdfast.projections as p (projection, version, partitions, serving, inline)
        values (
            declare_inline.projection, declare_inline.version, 1,
            is_first = 1 and not exists (select from holdfast.projections o where o.projection = declare_inline.projection), true)
        on conflict do nothing;
    end loop;
    if not exists (
        select from holdfast.projections p
        where p.projection = declare_inline.projection and p.version = declare_inline.version and p.inline)
    then
        raise exception 'The projection % isn''t inline in version %: give it another version, which is built anew.',
            declare_inline.projection, declare_inline.version using errcode = 'HF020';
    end if;
    insert into holdfast.projection_partitions (projection, version, partition)
    values (declare_inline.projection, declare_inline.version, 0)
    on conflict do nothing;
    -- A snapshot may be older than the first events.
    if current_setting('transaction_isolation') in ('repeatable read', 'serializable')
        or holdfast.checkpoint_at(9223372036854775807) <> 'c0' or exists (
        select from holdfast.projections p where p.projection = declare_inline.projection and p.version <> declare_inline.version)
    then
        return;
    end if;
    begin
        lock table holdfast.streams in share row exclusive mode;
    exception when lock_not_available then
        return; -- somebody appends: it has something to catch up with soon
    end;
    if holdfast.checkpoint_at(9223372036854775807) = 'c0' then
        perform holdfast.put_inline_in_force(declare_inline.projection, declare_inline.version);
    end if;
end
$holdfast$;
