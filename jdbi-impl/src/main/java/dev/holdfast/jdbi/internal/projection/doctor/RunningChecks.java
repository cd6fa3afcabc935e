package dev.holdfast.jdbi.internal.projection.doctor;

import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.SqlLiteral;
import dev.holdfast.jdbi.internal.projection.doctor.ProjectionFacts.Seen;
import dev.holdfast.jdbi.internal.projection.doctor.ProjectionRows.ParkedRow;
import dev.holdfast.jdbi.internal.projection.doctor.ProjectionRows.PartitionRow;
import dev.holdfast.jdbi.internal.projection.doctor.ProjectionRows.VersionRow;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How projections are: who runs them, how far they are, and what stops them. One finding for each version and check, whatever the
 * number of its partitions.
 */
final class RunningChecks {

    private static final String STATUS = "select * from holdfast.projection_status where projection = ";

    private final Seen seen;
    private final Map<String, Projection> declared = new HashMap<>();
    private final long longSeconds;
    private final List<Finding> findings = new ArrayList<>();

    private RunningChecks(Seen seen, List<Projection> declared, long longSeconds) {
        this.seen = seen;
        declared.forEach(projection -> this.declared.put(projection.toString(), projection));
        this.longSeconds = longSeconds;
    }

    static Stream<Finding> of(ProjectionFacts read, List<Projection> declared, long longSeconds) {
        Seen seen = read.seen();
        return seen == null || !seen.usable()
                ? Stream.empty()
                : new RunningChecks(seen, declared, longSeconds).findings();
    }

    private Stream<Finding> findings() {
        seen.versions().forEach(this::version);
        declared.values().stream()
                .filter(projection -> seen.versions().stream()
                        .noneMatch(row -> name(row.projection(), row.version()).equals(projection.toString())))
                .forEach(this::neverRun);
        seen.parked().forEach(this::parked);
        return findings.stream();
    }

    private static String name(String projection, int version) {
        return projection + " v" + version;
    }

    private void version(VersionRow row) {
        String name = name(row.projection(), row.version());
        List<PartitionRow> partitions = seen.partitions().stream()
                .filter(each -> name(each.projection(), each.version()).equals(name))
                .toList();
        Projection projection = declared.get(name);
        if (projection == null || (row.inForce() && !projection.isInline())) {
            if (row.inForce()) {
                unknownInForce(row);
                return;
            }
            undeclared(row, partitions);
            return;
        }
        if (projection.partitions() != row.partitions()) {
            add(
                    ProjectionCheck.PROJECTION_DIFFERS,
                    name,
                    "it is declared with " + projection.partitions() + " partitions, and has " + row.partitions()
                            + " in the database: it can't be started",
                    "give it the version " + (row.version() + 1) + " with tables of its own, or its " + row.partitions()
                            + " partitions again");
        }
        if (row.leftBehind() && partitions.stream().allMatch(each -> each.behind() == 0)) {
            add(
                    ProjectionCheck.INLINE_NOT_IN_FORCE,
                    name,
                    "it is inline and has caught up, and it isn't in force: it runs behind the appends, as others do",
                    "select holdfast.serve_projection(" + SqlLiteral.of(row.projection()) + ", " + row.version()
                            + ") -- once all processes have it");
        }
        mismatched(name, row.projection(), partitions);
        failing(name, row.projection(), partitions);
        unowned(name, partitions);
        lag(name, row, partitions);
    }

    /** Some of the partitions, by their numbers; null for none. */
    private static @Nullable String which(List<PartitionRow> partitions, Predicate<PartitionRow> some) {
        List<String> numbers = partitions.stream()
                .filter(some)
                .map(row -> String.valueOf(row.partition()))
                .toList();
        return numbers.isEmpty()
                ? null
                : (numbers.size() == 1 ? "partition " : "partitions ") + String.join(", ", numbers);
    }

    private void mismatched(String name, String projection, List<PartitionRow> partitions) {
        Predicate<PartitionRow> some = row -> row.state().equals("mismatched") || row.verdict() != null;
        String which = which(partitions, some);
        if (which == null) {
            return;
        }
        String verdict = partitions.stream()
                .filter(some)
                .map(PartitionRow::verdict)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
        String why =
                switch (verdict) {
                    case "future" -> "it lies ahead of the store, whose events were restored from before it";
                    case "other_event" -> "another event is at its position";
                    case "other_store" -> "it is of another store";
                    case "garbled" -> "it isn't a checkpoint at all";
                    default -> "a process found that when it read";
                };
        add(
                ProjectionCheck.PROJECTION_MISMATCHED,
                name,
                "the checkpoint of " + which + " doesn't fit the store: " + why
                        + ". Going on would leave events out of the read model, or count them twice",
                "restore the read model and holdfast's tables from one backup, or give the projection another version,"
                        + " which is built anew; where it fits by now: select holdfast.resume_projection("
                        + SqlLiteral.of(projection) + ")");
    }

    private void failing(String name, String projection, List<PartitionRow> partitions) {
        String which = which(partitions, row -> row.state().equals("failing"));
        if (which != null) {
            PartitionRow worst = partitions.stream()
                    .filter(row -> row.state().equals("failing"))
                    .max(Comparator.comparing(PartitionRow::failures))
                    .orElseThrow();
            add(
                    ProjectionCheck.PROJECTION_FAILING,
                    name,
                    which + " failed up to " + worst.failures() + " times in a row, and waits for another try: "
                            + errorClass(worst.error()),
                    STATUS + SqlLiteral.of(projection) + " -- has the whole message; mend what it says");
        }
        String hanging = which(partitions, row -> row.busy() != null && row.busy() >= longSeconds);
        if (hanging != null) {
            add(
                    ProjectionCheck.PROJECTION_FAILING,
                    name,
                    "handlers of " + hanging + " have been running for "
                            + time(partitions.stream()
                                    .map(PartitionRow::busy)
                                    .filter(Objects::nonNull)
                                    .mapToLong(busy -> busy)
                                    .max()
                                    .orElse(0)),
                    STATUS + SqlLiteral.of(projection) + " -- names the process; look at its threads, or restart it");
        }
    }

    /** Without the message, which may have values of any tenant in it. */
    private static String errorClass(@Nullable String error) {
        return error == null ? "unknown" : error.split("[:;\\s]", 2)[0];
    }

    private void unowned(String name, List<PartitionRow> partitions) {
        Predicate<PartitionRow> some = row -> row.state().equals("unowned")
                && (row.lag() >= longSeconds || (row.expired() != null && row.expired() >= longSeconds));
        String which = which(partitions, some);
        if (which == null) {
            return;
        }
        String owners = partitions.stream()
                .filter(some)
                .map(PartitionRow::owner)
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining(", "));
        add(
                ProjectionCheck.PROJECTION_UNOWNED,
                name,
                (owners.isEmpty()
                                ? "no process runs " + which
                                : which + " was last run by " + owners + ", which isn't heard of any more")
                        + behind(partitions),
                "holdfast.projections().start() in a process that runs; it takes the partitions over by itself");
    }

    private void lag(String name, VersionRow row, List<PartitionRow> partitions) {
        Predicate<PartitionRow> some = each -> each.lag() >= longSeconds
                && (each.state().equals("running") || each.state().equals("paused"));
        String which = which(partitions, some);
        if (!row.serving() || which == null) {
            return;
        }
        boolean paused = partitions.stream().anyMatch(each -> each.state().equals("paused"));
        add(
                ProjectionCheck.PROJECTION_LAG,
                name,
                which + (paused ? ", which is paused, is" : " is") + " behind" + behind(partitions),
                paused
                        ? "select holdfast.resume_projection(" + SqlLiteral.of(row.projection()) + ")"
                        : "handlers of several events at once (onBatch), more partitions in another version, or more"
                                + " threads and processes");
    }

    private static String behind(List<PartitionRow> partitions) {
        long lag = partitions.stream().mapToLong(PartitionRow::lag).max().orElse(0);
        long behind = partitions.stream().mapToLong(PartitionRow::behind).max().orElse(0);
        return lag == 0
                ? ""
                : ": the first event that it hasn't looked at is " + time(lag) + " old, " + behind
                        + " positions before the last";
    }

    private void neverRun(Projection projection) {
        if (seen.oldestEvent() >= longSeconds) {
            add(
                    ProjectionCheck.PROJECTION_UNOWNED,
                    projection.toString(),
                    "it is declared, and was never run: the first event is " + time(seen.oldestEvent()) + " old",
                    "holdfast.projections().start() in a process that runs");
        }
    }

    private void unknownInForce(VersionRow row) {
        add(
                ProjectionCheck.INLINE_UNKNOWN,
                name(row.projection(), row.version()),
                "it is inline and in force, and this Holdfast doesn't have it: its appends are refused",
                "give it to the builder, .inline(), as the processes do that have put it in force; or end it, once no process runs"
                        + " it: select holdfast.drop_projection(" + SqlLiteral.of(row.projection()) + ", "
                        + row.version()
                        + ")");
    }

    private void undeclared(VersionRow row, List<PartitionRow> partitions) {
        if (partitions.stream()
                .anyMatch(each -> !each.state().equals("unowned") && each.expired() != null && each.expired() < 0)) {
            return; // another release of the application runs it
        }
        String arguments = SqlLiteral.of(row.projection()) + ", " + row.version() + ")";
        boolean others = seen.versions().stream()
                .anyMatch(other -> other.projection().equals(row.projection()) && other.version() != row.version());
        String drop = "select holdfast.drop_projection(" + arguments;
        String serve = seen.versions().stream()
                .filter(other -> other.projection().equals(row.projection()) && other.version() != row.version())
                .filter(other -> declared.containsKey(name(other.projection(), other.version())))
                .map(other -> "select holdfast.serve_projection(" + SqlLiteral.of(other.projection()) + ", "
                        + other.version() + "); ")
                .findFirst()
                .orElse("");
        add(
                ProjectionCheck.PROJECTION_UNDECLARED,
                name(row.projection(), row.version()),
                "the database has it, nobody runs it, and this Holdfast doesn't declare it"
                        + (row.serving() && others ? ": what is read stands still, since it is this version" : ""),
                (row.serving() && others ? serve : "") + drop + " -- then drop its tables");
    }

    private void parked(ParkedRow row) {
        add(
                ProjectionCheck.STREAMS_PARKED,
                name(row.projection(), row.version()),
                (row.streams() == 1 ? "one stream is parked" : row.streams() + " streams are parked") + ", of "
                        + (row.tenants() == 1 ? "one tenant" : row.tenants() + " tenants") + ", the first for "
                        + time(row.oldest())
                        + (row.waiting() == 0
                                ? ""
                                : "; " + row.waiting() + " of them wait for somebody to try them again"),
                "select * from holdfast.parked_streams where projection = " + SqlLiteral.of(row.projection())
                        + " -- says why; mend the handler, then: select holdfast.unpark_stream("
                        + SqlLiteral.of(row.projection()) + ")");
    }

    private static String time(long seconds) {
        Duration duration = Duration.ofSeconds(seconds);
        return duration.toDays() > 1
                ? duration.toDays() + " days"
                : duration.toHours() > 1
                        ? duration.toHours() + " hours"
                        : duration.toMinutes() > 1 ? duration.toMinutes() + " minutes" : seconds + " seconds";
    }

    private void add(ProjectionCheck check, String subject, String cause, String fix) {
        findings.add(new Finding(check, subject, cause, fix));
    }
}
