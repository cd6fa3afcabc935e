package dev.holdfast.jdbi.internal.deletion.doctor;

import dev.holdfast.deletion.DeletionCheck;
import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.Connections;
import dev.holdfast.jdbi.internal.doctor.Examination;
import dev.holdfast.jdbi.internal.doctor.Facts;
import java.util.List;
import java.util.stream.Stream;

/** Examines soft-deletable tables: their deletions, references, live views and purges. Where there are none it asks nothing. */
public final class DeletionExamination implements Examination {

    @Override
    public List<? extends Check> checks() {
        return List.of(DeletionCheck.values());
    }

    @Override
    public Stream<Finding> findings(Facts facts, Connections connections) {
        DeletionFacts deletions = connections
                .application()
                .withExtension(DeletionCatalog.class, catalog -> DeletionFacts.read(catalog, facts));
        return Stream.of(
                        SoftDeleteChecks.undeclared(facts),
                        SoftDeleteChecks.of(deletions),
                        LiveIndexChecks.of(deletions),
                        SoftKeyChecks.of(deletions),
                        LiveViewChecks.of(deletions),
                        PurgeChecks.of(deletions))
                .flatMap(findings -> findings);
    }
}
