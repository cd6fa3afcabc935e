package dev.holdfast.jdbi.internal.event.doctor;

import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.event.EventCheck;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.OwnFunction;
import dev.holdfast.jdbi.internal.doctor.OwnTable;
import dev.holdfast.jdbi.internal.doctor.Policy;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.BlockerRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.CommitsRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.EventTableRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.HolderRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.KeyHolderRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.LongStreamsRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.MissingIndexRow;
import dev.holdfast.jdbi.internal.event.doctor.EventRows.PositionsRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether the event store is there, can be used, keeps what it promises against every client, and who holds readers. */
final class EventChecks {

    /** So many events behind the latest snapshot are many to load. */
    static final long LONG_STREAM = 1_000;

    private static final String SCHEMA = "holdfast.";
    private static final String POSITIONS = "holdfast.event_positions";

    /** These call others, and need no rights of their own. */
    private static final Set<String> INVOKERS = Set.of("append_event", "check_checkpoint");

    private final Facts facts;
    private final EventFacts events;
    private final List<Finding> findings = new ArrayList<>();

    private EventChecks(Facts facts, EventFacts events) {
        this.facts = facts;
        this.events = events;
    }

    static Stream<Finding> of(Facts facts, EventFacts events) {
        if (events.tables().size() < EventFacts.TABLES) {
            return Stream.of(new Finding(
                    EventCheck.EVENTS_UNUSABLE,
                    "holdfast.events",
                    "the event store isn't there, or not all of it",
                    "<include file=\"dev/holdfast/liquibase/changelog.xml\"/>"));
        }
        return new EventChecks(facts, events).findings();
    }

    private Stream<Finding> findings() {
        events.tables().forEach(this::table);
        events.missingTriggers()
                .forEach(row -> add(
                        EventCheck.EVENTS_UNGUARDED,
                        SCHEMA + row.relation(),
                        "the trigger " + row.name()
                                + ", which keeps what is written as it is, isn't there or doesn't fire as it should",
                        row.statement()));
        events.functions().forEach(this::function);
        positions();
        events.missingIndexes().forEach(this::index);
        holder();
        events.keyHolders().forEach(this::keyHolder);
        events.blockers().forEach(this::blocker);
        commits();
        events.longStreams().forEach(this::longStreams);
        return findings.stream();
    }

    private void table(EventTableRow row) {
        String name = SCHEMA + row.name();
        if (!row.readable()) {
            add(
                    EventCheck.EVENTS_UNUSABLE,
                    name,
                    "the application may not read it",
                    "grant usage on schema holdfast to " + application() + "; grant select on " + name + " to "
                            + application());
        }
        if (!row.storable()) {
            add(
                    EventCheck.EVENTS_UNUSABLE,
                    name,
                    "the application may not write it, so that no snapshot is stored",
                    "grant insert, update on " + name + " to " + application());
        }
        if (row.own()) {
            add(
                    EventCheck.EVENTS_UNGUARDED,
                    name,
                    "it belongs to " + row.owner()
                            + ", as which the application can act: it could change what is written",
                    "alter table " + name + " owner to holdfast_owner");
        }
        OwnTable table = new OwnTable(name, "the events of all", appRole(), tenantType());
        findings.addAll(table.rowSecurity(EventCheck.EVENTS_UNGUARDED, row.rowSecurity(), row.forced()));
        if (!row.name().equals("event_store")) { // nobody but the owner reads that
            policies(row, table);
        }
        for (String excess : row.excess()) {
            add(
                    EventCheck.EVENTS_UNGUARDED,
                    name,
                    "a privilege is granted that lets what is written be changed, or be written past the order: "
                            + excess,
                    "revoke " + excess);
        }
    }

    private void policies(EventTableRow row, OwnTable table) {
        String name = table.name();
        List<Policy> there = events.policies().getOrDefault(row.oid(), List.of());
        findings.addAll(table.policies(EventCheck.EVENTS_UNGUARDED, EventCheck.EVENTS_UNUSABLE, there));
        String positions = "(select current_user = pg_get_userbyid('"
                + Identifiers.quoted(row.owner()).replace("'", "''")
                + "'::text::regrole) and current_setting('search_path') = '" + EventCatalog.EVERY_POSITION + "')";
        if (row.name().endsWith("events")
                && there.stream()
                        .noneMatch(policy -> policy.permissive()
                                && policy.isOnlyFor(row.owner())
                                && policy.using() != null
                                && policy.using().contains("CURRENT_USER")
                                && policy.using().contains(EventCatalog.EVERY_POSITION))) {
            add(
                    EventCheck.EVENTS_UNUSABLE,
                    name,
                    "no policy shows holdfast.checkpoint_at the positions of all tenants' events",
                    "drop policy if exists holdfast_positions on " + name + "; create policy holdfast_positions on "
                            + name + " for select to " + Identifiers.quoted(row.owner()) + " using (" + positions
                            + ")");
        }
    }

    private void function(OwnFunction row) {
        findings.addAll(row.findings(
                EventCheck.EVENTS_UNGUARDED,
                EventCheck.EVENTS_UNUSABLE,
                new OwnFunction.Caller("the application", appRole()),
                !INVOKERS.contains(row.name()),
                row.name().equals("checkpoint_at") ? EventCatalog.EVERY_POSITION : "pg_catalog, pg_temp"));
    }

    private void positions() {
        PositionsRow row = events.positions();
        if (row == null) {
            add(
                    EventCheck.EVENTS_UNUSABLE,
                    POSITIONS,
                    "there is no such sequence",
                    "<include file=\"dev/holdfast/liquibase/changelog.xml\"/>");
            return;
        }
        if (row.cache() != 1 || row.increment() != 1 || row.cycle()) {
            add(
                    EventCheck.EVENT_POSITIONS_UNSAFE,
                    POSITIONS,
                    "it has "
                            + (row.cache() != 1 ? "CACHE " + row.cache() : row.cycle() ? "CYCLE" : "another INCREMENT")
                            + ", so that a position can be used after readers have passed it, and its event is never read",
                    "alter sequence " + POSITIONS + " increment 1 cache 1 no cycle");
        }
        if (row.usable()) {
            add(
                    EventCheck.EVENT_POSITIONS_UNSAFE,
                    POSITIONS,
                    "the application may draw from it or set it by itself",
                    "revoke all on sequence " + POSITIONS + " from public, " + application());
        }
        if (events.behind()) {
            add(
                    EventCheck.EVENT_POSITIONS_UNSAFE,
                    POSITIONS,
                    "it stands below positions that are taken: it was restarted, or not restored with the events; they"
                            + " can't be read yet, and appends will fail",
                    "begin; alter table holdfast.events no force row level security;"
                            + " alter table holdfast.archived_events no force row level security; select setval('"
                            + POSITIONS
                            + "', (select max(position) from (select position from holdfast.events"
                            + " union all select position from holdfast.archived_events) as taken));"
                            + " alter table holdfast.events force row level security;"
                            + " alter table holdfast.archived_events force row level security; commit");
        }
    }

    private void index(MissingIndexRow row) {
        add(
                EventCheck.EVENT_INDEX_MISSING,
                SCHEMA + row.relation(),
                "no valid index finds its rows by (" + row.columns() + ")",
                row.statement());
    }

    private void holder() {
        HolderRow row = events.holder();
        if (row == null) {
            return;
        }
        add(
                EventCheck.EVENT_READERS_HELD,
                POSITIONS,
                session(row.pid(), row.application(), row.state(), ", tenant " + tenants())
                        + " has appended in a transaction that is open"
                        + (row.seconds() == null ? "" : " for " + row.seconds() + " seconds")
                        + ", and readers wait at position " + (row.position() - 1) + latest(row.query()),
                end(row.pid(), "end transactions sooner, or set idle_in_transaction_session_timeout"));
    }

    private static String session(
            @Nullable Integer pid, @Nullable String application, @Nullable String state, String more) {
        return pid == null
                ? "a prepared transaction, see pg_prepared_xacts,"
                : "the session " + pid + " (application \"" + application + "\", "
                        + (state == null ? "whose state isn't shown to this role" : state) + more + ")";
    }

    private static String latest(@Nullable String query) {
        return query == null ? "" : "; its latest statement: " + query.strip();
    }

    private static String end(@Nullable Integer pid, String then) {
        return pid == null
                ? "commit prepared '…', or rollback prepared '…'"
                : "select pg_terminate_backend(" + pid + ") -- once you know that it hangs; then " + then;
    }

    private void blocker(BlockerRow row) {
        String who = session(row.pid(), row.application(), row.state(), "");
        add(
                EventCheck.EVENT_APPENDS_WAIT,
                SCHEMA + "streams",
                (row.sessions() == 1 ? "one session waits" : row.sessions() + " sessions wait") + ", up to "
                        + row.waiting() + " seconds, to append to a stream whose row " + who + " has locked"
                        + (row.seconds() == null
                                ? ""
                                : ", in a transaction that is open for " + row.seconds() + " seconds")
                        + latest(row.query()),
                end(row.pid(), "append last in a transaction, and use a stream for one entity"));
    }

    private void commits() {
        CommitsRow row = events.commits();
        if (row == null) {
            return;
        }
        add(
                EventCheck.EVENT_COMMITS_UNSAFE,
                row.subject(),
                "synchronous_commit is off there: an append turns it on for its transaction, unless that turns it off once more,"
                        + " but what readers make of events can be lost in a crash",
                row.statement());
    }

    private void keyHolder(KeyHolderRow row) {
        add(
                EventCheck.EVENT_KEYS_HELD,
                POSITIONS,
                (row.pid() == null
                                ? "a prepared transaction, see pg_prepared_xacts,"
                                : "the session " + row.pid() + " (application \"" + row.application() + "\")")
                        + " holds " + row.keys()
                        + " advisory locks exclusively that appenders take shared: they go on, but"
                        + " nobody can read in order while one of their transactions is open",
                row.pid() == null
                        ? "rollback prepared '…'"
                        : "select pg_terminate_backend(" + row.pid()
                                + ") -- nothing of Holdfast's takes such locks; use another key where your program does");
    }

    private String tenants() {
        List<String> tenants = events.holderTenants();
        return tenants == null || tenants.isEmpty() ? "unknown" : String.join(", ", tenants);
    }

    private void longStreams(LongStreamsRow row) {
        add(
                EventCheck.SNAPSHOTS_DUE,
                "streams of " + row.category(),
                (row.streams() == 1 ? "one stream has" : row.streams() + " streams have") + " up to " + row.longest()
                        + " events behind the latest snapshot, which each load reads",
                "aggregate.snapshots(Snapshots.every(100, …)), or shorter streams -- if they are loaded at all");
    }

    /** The role that the tables' policies are for, which may be a group of the application's. */
    private String application() {
        return Identifiers.quoted(appRole());
    }

    private String appRole() {
        return Policy.applicationRole(events.policies().values())
                .orElseGet(() -> facts.application().name());
    }

    private String tenantType() {
        return facts.tenantType();
    }

    private void add(Check check, String subject, String cause, String fix) {
        findings.add(new Finding(check, subject, cause, fix));
    }
}
