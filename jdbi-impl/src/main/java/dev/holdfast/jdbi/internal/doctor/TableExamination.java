package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import java.util.List;
import java.util.stream.Stream;

/** Examines what every schema has: the roles, the tables and their columns. */
public final class TableExamination implements Examination {

    @Override
    public List<? extends Check> checks() {
        return List.of(TableCheck.values());
    }

    @Override
    public boolean looksForEveryRole() {
        return true;
    }

    @Override
    public Stream<Finding> findings(Facts facts, Connections connections) {
        return Stream.of(
                        RoleChecks.of(facts),
                        GrantChecks.of(facts),
                        ColumnChecks.of(facts),
                        MissingKeys.of(facts),
                        StrangerChecks.of(facts))
                .flatMap(findings -> findings);
    }
}
