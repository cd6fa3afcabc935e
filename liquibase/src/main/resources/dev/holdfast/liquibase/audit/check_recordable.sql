-- Refuses a table whose changes couldn't all be recorded, or not in their order.
create or replace function holdfast.check_recordable(recorded holdfast.recorded_tables) returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $holdfast$
declare
    found_one record;
begin
    select * into found_one from holdfast.recording_problem(recorded);
    if found_one.problem is not null then
        raise exception 'The changes of % can''t be recorded: %', recorded.relation, found_one.problem
            using errcode = 'object_not_in_prerequisite_state', hint = found_one.remedy;
    end if;
end
$holdfast$;
