package dev.holdfast.testkit;

import dev.holdfast.Holdfast;
import dev.holdfast.TenantScope;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventMetadata;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.StreamId;
import dev.holdfast.internal.Required;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.Projections;
import dev.holdfast.projection.SteppedProjections;
import dev.holdfast.projection.SteppedProjections.Step;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Table;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Says what projections make of events: given some, when others come, then these rows are there. They run on the test's thread, and
 * each batch runs twice: the first time its process dies right before the commit, so that what isn't undone with the transaction
 * counts double.
 *
 * <pre>{@code
 * ProjectionScenario.of(holdfast, holdfast.projections())
 *         .inTenant(1)
 *         .given(stream("parcel", "p-1"), new Scanned("Basel"))
 *         .when(stream("parcel", "p-1"), new Scanned("Bern"), new Scanned("Basel"))
 *         .inBatchesOf(1, 2, 500)
 *         .thenRows(DEPOT_SCANS, row("Basel", 2L), row("Bern", 1L))
 *         .thenNothingParked();
 * }</pre>
 *
 * <p>Each {@code then…} runs it all from the beginning, once for each size of batches, and begins with
 * {@code events().purgeTenant(…)}: name the tables in {@code readModel(…)} of the projection, and take tenants of a test database that are
 * this scenario's alone. A tenant whose first event no scenario has appended is refused. Its events bear the metadata
 * {@code testkit=scenario}. All projections and outboxes of the Holdfast run, and no other process may run them meanwhile; parked
 * streams aren't tried again. Immutable and thread-safe, as far as queries are; no two run at the same time.
 */
public final class ProjectionScenario {

    private static final EventMetadata MARK = EventMetadata.none().with("testkit", "scenario");
    private static final int BATCH = 500;
    private static final Clock STANDING = Clock.fixed(Instant.parse("2026-01-31T10:15:30Z"), ZoneOffset.UTC);

    private final Holdfast holdfast;
    private final Projections projections;
    private final TenantScope scope;
    private final List<Appended> given;
    private final List<Appended> when;
    private final List<Integer> sizes;

    private ProjectionScenario(
            Holdfast holdfast,
            Projections projections,
            TenantScope scope,
            List<Appended> given,
            List<Appended> when,
            List<Integer> sizes) {
        this.holdfast = holdfast;
        this.projections = projections;
        this.scope = scope;
        this.given = List.copyOf(given);
        this.when = List.copyOf(when);
        this.sizes = List.copyOf(sizes);
    }

    private record Appended(TenantScope scope, StreamId stream, List<Object> events) {}

    /** A query of rows, by whichever way it takes. */
    @FunctionalInterface
    public interface Rows<R> {

        /** What it finds, as values that have {@code equals}. */
        Collection<? extends R> in(TenantScope scope) throws Exception;
    }

    /** What must be before the first event, and what after the last one; in a run whose name is told. */
    private interface Check {

        default void before() {}

        void after(String run);
    }

    /**
     * Scenarios of a Holdfast's projections.
     *
     * @param holdfast on a test database
     * @param projections its own, {@code holdfast.projections()}
     */
    public static Naming of(Holdfast holdfast, Projections projections) {
        return new Naming(Required.given("of", holdfast), Required.given("of", projections));
    }

    /** Takes the tenant whose events come and whose rows are looked at. */
    public static final class Naming {

        private final Holdfast holdfast;
        private final Projections projections;

        private Naming(Holdfast holdfast, Projections projections) {
            this.holdfast = holdfast;
            this.projections = projections;
        }

        /** A registered tenant with a {@code bigint} key. */
        public ProjectionScenario inTenant(long tenant) {
            return within(holdfast.tenant(tenant));
        }

        /** A registered tenant with a {@code uuid} key. */
        public ProjectionScenario inTenant(UUID tenant) {
            return within(holdfast.tenant(tenant));
        }

        /** A registered tenant with a {@code text} key. */
        public ProjectionScenario inTenant(String tenant) {
            return within(holdfast.tenant(tenant));
        }

        private ProjectionScenario within(TenantScope scope) {
            return new ProjectionScenario(holdfast, projections, scope, List.of(), List.of(), List.of(BATCH));
        }
    }

    /** As this, and what follows is about another tenant. */
    public ProjectionScenario inTenant(long tenant) {
        return within(holdfast.tenant(tenant));
    }

    /** As this, and what follows is about another tenant. */
    public ProjectionScenario inTenant(UUID tenant) {
        return within(holdfast.tenant(tenant));
    }

    /** As this, and what follows is about another tenant. */
    public ProjectionScenario inTenant(String tenant) {
        return within(holdfast.tenant(tenant));
    }

    private ProjectionScenario within(TenantScope other) {
        return new ProjectionScenario(holdfast, projections, other, given, when, sizes);
    }

    /** As this, and these events of the tenant were handled before, in one batch where there are no more than 500. */
    public ProjectionScenario given(StreamId stream, Object... events) {
        return new ProjectionScenario(holdfast, projections, scope, with(given, "given", stream, events), when, sizes);
    }

    /** As this, and then these events of the tenant come. */
    public ProjectionScenario when(StreamId stream, Object... events) {
        return new ProjectionScenario(holdfast, projections, scope, given, with(when, "when", stream, events), sizes);
    }

    private List<Appended> with(List<Appended> before, String what, StreamId stream, Object... events) {
        List<Appended> more = new ArrayList<>(before);
        more.add(new Appended(scope, Required.given(what, stream), List.of(Required.each(what, events))));
        return more;
    }

    /**
     * As this, but once for each of these sizes: what comes is handled in batches of at most so many events, and must give the same
     * each time. 500 where nothing is said.
     *
     * @param most at least one, each from 1 to 100,000
     */
    public ProjectionScenario inBatchesOf(int... most) {
        if (most.length == 0) {
            throw new TestkitException("inBatchesOf()", "it names no size", "Give at least one, such as 1, 2 and 500");
        }
        return new ProjectionScenario(
                holdfast,
                projections,
                scope,
                given,
                when,
                IntStream.of(most).boxed().toList());
    }

    /** A row for {@link #thenRows(Table, List[])}: its values, in the order of the table's columns, without the tenant's key. */
    public static List<@Nullable Object> row(@Nullable Object... values) {
        List<@Nullable Object> row = new ArrayList<>();
        for (@Nullable Object value : values) {
            row.add(value);
        }
        return Collections.unmodifiableList(row);
    }

    /**
     * Asserts which rows of a table the tenant has then, in any order.
     *
     * @param table named in {@code readModel(…)} of a projection, so that it is empty before
     * @param expected one {@link #row} each, of all columns but the tenant's key
     * @throws AssertionError where they are others, or a projection can't go on; with expected and actual rows, and what is parked
     * @throws TestkitException where nothing could be proven
     */
    @SafeVarargs
    public final ProjectionScenario thenRows(Table table, List<?>... expected) {
        List<AnyColumn<?>> columns = Required.given("thenRows", table).selectableColumns().stream()
                .filter(column -> !column.equals(table.tenantKey()))
                .toList();
        Rows<List<@Nullable Object>> rows = in -> in.from(table)
                .select(columns.toArray(AnyColumn[]::new))
                .map(row -> row(columns.stream().map(row::getOrNull).toArray()))
                .list();
        String name =
                table.qualifiedName() + columns.stream().map(AnyColumn::name).toList();
        return check(new RowsCheck(name, rows, List.of(expected), true));
    }

    /**
     * Asserts which rows a query finds then, in any order.
     *
     * @throws AssertionError where they are others, or a projection can't go on; with expected and actual rows, and what is parked
     * @throws TestkitException where nothing could be proven
     */
    @SafeVarargs
    public final <R> ProjectionScenario thenRows(Rows<? extends R> query, R... expected) {
        return check(new RowsCheck("the query", Required.given("thenRows", query), Arrays.asList(expected), false));
    }

    /** Asserts that no stream of the tenant is parked, of any projection. */
    public ProjectionScenario thenNothingParked() {
        return thenParked();
    }

    /**
     * Asserts which streams of the tenant are parked then, in whichever projection, and no others.
     *
     * @throws AssertionError where they are others; with the errors of those that are
     */
    public ProjectionScenario thenParked(StreamId... streams) {
        Set<StreamId> expected = new HashSet<>(List.of(Required.each("thenParked", streams)));
        return check(run -> {
            List<ParkedStream> parked = parked();
            Set<StreamId> actual = parked.stream().map(ParkedStream::stream).collect(Collectors.toSet());
            if (!actual.equals(expected)) {
                throw new AssertionError(run + ", tenant " + scope.tenantId()
                        + " has other parked streams:\n  expected: " + expected + "\n  actual:   " + texts(parked));
            }
        });
    }

    private final class RowsCheck implements Check {

        private final String name;
        private final Rows<?> query;
        private final List<?> expected;
        private final boolean empty;
        private List<?> before = List.of();

        RowsCheck(String name, Rows<?> query, List<?> expected, boolean empty) {
            this.name = name;
            this.query = query;
            this.expected = expected;
            this.empty = empty;
        }

        private List<?> found() {
            try {
                return new ArrayList<>(query.in(scope));
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Exception e) {
                throw new TestkitException(
                        name, "it failed with " + e.getClass().getSimpleName(), "See the cause", e);
            }
        }

        @Override
        public void before() {
            before = found();
            if (empty && !before.isEmpty()) {
                throw new TestkitException(
                        name,
                        "tenant " + scope.tenantId() + " has rows in it before the first event, " + before,
                        "Name it in readModel(…) of its projection, so that purgeTenant(…) takes it along, and let nobody"
                                + " else write there");
            }
        }

        @Override
        public void after(String run) {
            List<?> actual = found();
            if (counted(actual).equals(counted(expected))) {
                return;
            }
            throw new AssertionError(run + ", tenant " + scope.tenantId() + " has other rows in " + name
                    + ":\n  expected: " + expected + "\n  actual:   " + actual
                    + (before.isEmpty() ? "" : "\n  before the first event it found " + before)
                    + (parked().isEmpty() ? "" : "\n  parked:   " + texts(parked())));
        }

        private static Map<Object, Integer> counted(List<?> rows) {
            Map<Object, Integer> counts = new LinkedHashMap<>();
            rows.forEach(row -> counts.merge(row, 1, Integer::sum));
            return counts;
        }
    }

    private static String texts(List<ParkedStream> parked) {
        return parked.stream()
                .map(each -> each.stream() + " at version " + each.version() + " in " + each.projection() + " v"
                        + each.projectionVersion() + " (" + each.error() + ")")
                .toList()
                .toString();
    }

    private List<ParkedStream> parked() {
        return projections.status().stream()
                .map(status -> status.projection())
                .distinct()
                .flatMap(name -> projections.parked(name).stream())
                .filter(stream -> stream.tenantId().equals(scope.tenantId()))
                .toList();
    }

    private ProjectionScenario check(Check check) {
        for (int size : sizes) {
            String run = "In batches of " + size;
            beginAnew();
            try (SteppedProjections stepped = projections.stepped(STANDING, BATCH)) {
                going(run, stepped.runUntilIdle());
                check.before();
                append(given);
                going(run, stepped.runUntilIdle());
            }
            append(when);
            try (SteppedProjections stepped = projections.stepped(STANDING, size)) {
                Step step;
                do {
                    stepped.crash();
                    step = stepped.step();
                    going(run, step);
                } while (!step.isIdle());
            }
            check.after(run);
        }
        return this;
    }

    private static void append(List<Appended> all) {
        for (Appended each : all) {
            each.scope().events().with(MARK).appendAll(each.stream(), ExpectedVersion.any(), each.events());
        }
    }

    private static void going(String run, Step step) {
        if (!step.failures().isEmpty()) {
            AssertionError error = new AssertionError(
                    run + ", a projection can't go on: " + step.failures().get(0),
                    step.failures().get(0));
            step.failures().stream().skip(1).forEach(error::addSuppressed);
            throw error;
        }
    }

    /** As if none of the tenants had ever had an event. */
    private void beginAnew() {
        Map<Object, TenantScope> tenants = new LinkedHashMap<>();
        tenants.put(scope.tenantId(), scope);
        given.forEach(each -> tenants.put(each.scope().tenantId(), each.scope()));
        when.forEach(each -> tenants.put(each.scope().tenantId(), each.scope()));
        tenants.forEach((tenant, in) -> {
            boolean foreign = in.events().readAll(Checkpoint.START).raw().page(1).events().stream()
                    .anyMatch(event -> !MARK.own().equals(event.metadata().own()));
            if (foreign) {
                throw new TestkitException(
                        "tenant " + tenant,
                        "it has events that no scenario has appended, and a scenario deletes all events of its tenants",
                        "Give it a tenant of its own, in a test database");
            }
            holdfast.acrossTenants("a scenario of projections begins").events().purgeTenant(tenant);
        });
    }
}
