package dev.holdfast.benchmarks.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * The usual audit: one row trigger for every table, which stores each row as two JSON documents, before and after, with who
 * and when; an index by table and key, and one by time.
 */
final class WholeCopies implements Trail {

    private static final String STORE = """
            create table if not exists copied_rows (
                entry_id bigint generated always as identity primary key,
                table_name text not null,
                row_key text not null,
                action text not null,
                row_before jsonb,
                row_after jsonb,
                actor text,
                request_id text,
                changed_at timestamptz not null default clock_timestamp());
            create index if not exists copied_rows_key on copied_rows (table_name, row_key);
            create index if not exists copied_rows_time on copied_rows (changed_at);
            create or replace function copy_row() returns trigger
                language plpgsql security definer set search_path = public, pg_temp
            as $$
            declare
                row_before jsonb;
                row_after jsonb;
            begin
                if tg_op <> 'INSERT' then
                    row_before := to_jsonb(old);
                end if;
                if tg_op <> 'DELETE' then
                    row_after := to_jsonb(new);
                end if;
                insert into copied_rows (table_name, row_key, action, row_before, row_after, actor, request_id)
                values (tg_table_name, coalesce(row_after, row_before) ->> 'id', lower(tg_op), row_before, row_after,
                    nullif(current_setting('holdfast.actor', true), ''), nullif(current_setting('holdfast.request_id', true), ''));
                return null;
            end
            $$;
            create trigger copy_row after insert or update or delete on %s for each row execute function copy_row()
            """;

    @Override
    public String name() {
        return "whole_copies";
    }

    @Override
    public void begin(DataSource owner) throws SQLException {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(STORE.formatted(Tracking.table(this)));
        }
    }

    @Override
    public List<String> kept() {
        return List.of("select action, row_key::bigint, row_after ->> 'title' from copied_rows where table_name = '"
                + Tracking.table(this) + "' order by entry_id desc");
    }

    @Override
    public String stores() {
        return "copied\\_rows";
    }
}
