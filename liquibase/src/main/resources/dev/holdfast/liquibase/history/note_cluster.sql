-- Notes on which cluster transactions are counted from now on. Where data were restored, those of versions until now are another one's.
create or replace function holdfast.note_cluster() returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $holdfast$
begin
    if not exists (select from holdfast.clusters where system_identifier = (select c.system_identifier from pg_control_system() c)) then
        -- Nobody is in the middle of a change.
        lock table holdfast.change_sets in share mode;
        insert into holdfast.clusters (system_identifier, first_sequence)
        select c.system_identifier, s.last_value from pg_control_system() c, holdfast.change_sequence s;
    end if;
end
$holdfast$;
