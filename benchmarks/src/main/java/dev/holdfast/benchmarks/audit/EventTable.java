package dev.holdfast.benchmarks.audit;

import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * As django-pghistory does it with triggers for each statement: the new rows, whole, go into an event table with the same
 * columns, beside a context that the application sets for the transaction. The context is attached once for each statement, not
 * for each row, and an update isn't asked whether it changed anything: both in its favour.
 */
final class EventTable implements Trail {

    private static final String COLUMNS =
            "id, tenant_id, code, title, summary, body, published_at, rating, featured, price";

    private static final String STORE = """
            create table if not exists tracking_context (
                id uuid primary key,
                metadata jsonb not null,
                created_at timestamptz not null,
                updated_at timestamptz not null);
            create or replace function attach_context() returns uuid language plpgsql as $$
            declare
                context uuid := nullif(current_setting('tracking.context_id', true), '');
            begin
                if context is not null then
                    insert into tracking_context (id, metadata, created_at, updated_at)
                    values (context, current_setting('tracking.context_metadata')::jsonb, now(), now())
                    on conflict (id) do update set metadata = excluded.metadata, updated_at = excluded.updated_at;
                end if;
                return context;
            end
            $$;
            create table %1$s_event (
                event_id bigint generated always as identity primary key,
                event_at timestamptz not null,
                label text not null,
                tracked_id bigint not null,
                context_id uuid,
                like %1$s);
            create index on %1$s_event (tracked_id);
            create index on %1$s_event (context_id);
            grant select, insert, update on tracking_context to %2$s;
            grant select, insert on %1$s_event to %2$s;
            """;

    private static final String TRIGGER = """
            create function %1$s_%2$s() returns trigger language plpgsql as $$
            declare
                context constant uuid := attach_context();
            begin
                insert into %1$s_event (event_at, label, tracked_id, context_id, %3$s)
                select now(), '%2$s', id, context, %3$s from new_values;
                return null;
            end
            $$;
            create trigger track_%2$s after %2$s on %1$s referencing new table as new_values
                for each statement execute function %1$s_%2$s();
            """;

    @Override
    public String name() {
        return "pghistory_style";
    }

    @Override
    public void begin(DataSource owner) throws SQLException {
        String table = Tracking.table(this);
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(STORE.formatted(table, Role.APPLICATION.defaultName()));
            for (String work : List.of("insert", "update")) {
                statement.execute(TRIGGER.formatted(table, work, COLUMNS));
            }
        }
    }

    @Override
    public String context() {
        return "set_config('tracking.context_id', gen_random_uuid()::text, true),"
                + " set_config('tracking.context_metadata', '{\"actor\": \"user-7\", \"request\": \"r-1\"}', true)";
    }

    @Override
    public List<String> kept() {
        return List.of("select e.label, e.id, e.title from " + Tracking.table(this)
                + "_event e join tracking_context c on c.id = e.context_id order by e.event_id desc");
    }

    @Override
    public String stores() {
        return "%\\_event";
    }
}
