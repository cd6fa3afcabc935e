package dev.holdfast.jdbi.internal.projection.doctor;

import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.Connections;
import dev.holdfast.jdbi.internal.doctor.Examination;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionCheck;
import dev.holdfast.table.Schema;
import java.util.List;
import java.util.stream.Stream;

/** Examines the projections of a Holdfast that has some. */
public final class ProjectionExamination implements Examination {

    /** An event that nobody has looked at for so long, or a process that isn't heard of, is told of. */
    private static final long LONG_SECONDS = 300;

    private final List<Projection> declared;
    private final long longSeconds;

    /** For what is usual. */
    public ProjectionExamination(List<Projection> declared) {
        this(declared, LONG_SECONDS);
    }

    /**
     * With another age from which on an event waits for long.
     *
     * @param longSeconds in seconds
     */
    ProjectionExamination(List<Projection> declared, long longSeconds) {
        this.declared = List.copyOf(declared);
        this.longSeconds = longSeconds;
    }

    @Override
    public List<? extends Check> checks() {
        return List.of(ProjectionCheck.values());
    }

    @Override
    public boolean looksAcrossTenants(Schema schema) {
        return true;
    }

    @Override
    public Stream<Finding> findings(Facts facts, Connections connections) {
        ProjectionFacts read = ProjectionFacts.read(facts, connections);
        return Stream.of(
                        GuardChecks.of(facts, read),
                        RunningChecks.of(read, declared, longSeconds),
                        ReadModelChecks.of(facts, declared))
                .flatMap(findings -> findings);
    }
}
