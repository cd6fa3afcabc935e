-- Makes the audit log's partitions of this month and of the next ones, and gives how many. What was written where one was missing lies in
-- the partition for the rest, and is moved. Nobody who writes waits for it, but for those whose entries go there.
create or replace function holdfast.prepare_audit_partitions(months integer default 3) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set row_security = on
    set timezone = 'UTC'
    set lock_timeout = '5s'
as $holdfast$
declare
    this_month constant timestamptz := date_trunc('month', clock_timestamp());
    month timestamptz;
    part text;
    made integer := 0;
begin
    if months is null or months not between 0 and 120 then
        raise exception 'Partitions are prepared for 0 to 120 months, not for %', coalesce(months::text, 'null')
            using errcode = 'invalid_parameter_value';
    end if;
    -- One at a time.
    lock table holdfast.audit_upkeep in exclusive mode;
    for month in
        select m from generate_series(this_month, this_month + make_interval(months => months), interval '1 month') as m
        union
        select date_trunc('month', recorded_at) from holdfast.audit_entries_rest
        order by 1
    loop
        part := format('audit_entries_%s', to_char(month, 'YYYY_MM'));
        continue when to_regclass('holdfast.' || part) is not null;
        lock table holdfast.audit_entries_rest in access exclusive mode;
        execute format('create table holdfast.%I (like holdfast.audit_entries)', part);
        execute format('comment on table holdfast.%I is %L', part, 'Made by Holdfast');
        perform holdfast.keep_for_owner(format('holdfast.%I', part)::regclass);
        execute format('with moved as (
                delete from holdfast.audit_entries_rest where recorded_at >= %L and recorded_at < %L returning *)
            insert into holdfast.%I select * from moved', month, month + interval '1 month', part);
        execute format('alter table holdfast.%I enable row level security, force row level security', part);
        execute format('alter table holdfast.audit_entries attach partition holdfast.%I for values from (%L) to (%L)',
            part, month, month + interval '1 month');
        made := made + 1;
    end loop;
    return made;
end
$holdfast$;
