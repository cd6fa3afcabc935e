package dev.holdfast.jdbi.internal.projection.doctor;

import dev.holdfast.jdbi.internal.doctor.Connections;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.OwnFunction;
import dev.holdfast.jdbi.internal.doctor.Policy;
import dev.holdfast.jdbi.internal.projection.doctor.ProjectionRows.ParkedRow;
import dev.holdfast.jdbi.internal.projection.doctor.ProjectionRows.PartitionRow;
import dev.holdfast.jdbi.internal.projection.doctor.ProjectionRows.ProjectionTableRow;
import dev.holdfast.jdbi.internal.projection.doctor.ProjectionRows.VersionRow;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * What was read for projections.
 *
 * @param tables as the application sees them
 * @param policies by the tables' oids
 * @param functions those that are the application's
 * @param opened functions that aren't, and that it may call: their names, and what to revoke, behind a bar
 * @param seen what a role sees that works across tenants; null where nobody may look
 */
record ProjectionFacts(
        List<ProjectionTableRow> tables,
        Map<Long, List<Policy>> policies,
        List<OwnFunction> functions,
        List<String> opened,
        @Nullable Seen seen) {

    /**
     * What is seen across tenants.
     *
     * @param role who looks
     * @param tables with what that role lacks
     * @param usable whether it could ask how projections are; without that the rest is empty
     * @param oldestEvent how many seconds old the first event is; 0 for none
     */
    record Seen(
            String role,
            List<ProjectionTableRow> tables,
            List<OwnFunction> functions,
            boolean usable,
            List<VersionRow> versions,
            List<PartitionRow> partitions,
            List<ParkedRow> parked,
            long oldestEvent) {}

    /** Whether all of it is there. */
    boolean isComplete() {
        return tables.stream().allMatch(table -> table.oid() != null);
    }

    /** Reads, as the application, and as the role for work across tenants where there is a connection of it. */
    static ProjectionFacts read(Facts facts, Connections connections) {
        String[] acrossRoles = facts.acrossRoles().toArray(String[]::new);
        Jdbi across = connections.across();
        return connections.application().withExtension(ProjectionCatalog.class, questions -> {
            List<ProjectionTableRow> tables = questions.tables(false, acrossRoles);
            if (tables.stream().anyMatch(table -> table.oid() == null)) {
                return new ProjectionFacts(tables, Map.of(), List.of(), List.of(), null);
            }
            return new ProjectionFacts(
                    tables,
                    Policy.read(
                            connections.application(),
                            tables.stream()
                                    .filter(ProjectionTableRow::tenants)
                                    .map(table -> Objects.requireNonNull(table.oid()))
                                    .toList()),
                    questions.functions(false),
                    questions.openedFunctions(),
                    across == null ? null : seen(across, acrossRoles));
        });
    }

    private static Seen seen(Jdbi across, String[] acrossRoles) {
        String role = across.withHandle(handle -> handle.createQuery("select current_user::text")
                .mapTo(String.class)
                .one());
        return across.withExtension(ProjectionCatalog.class, questions -> {
            List<ProjectionTableRow> tables = questions.tables(true, acrossRoles);
            List<OwnFunction> functions = questions.functions(true);
            boolean usable = tables.stream().allMatch(table -> table.lacking().isEmpty())
                    && functions.stream().allMatch(OwnFunction::executable);
            return !usable
                    ? new Seen(role, tables, functions, false, List.of(), List.of(), List.of(), 0)
                    : new Seen(
                            role,
                            tables,
                            functions,
                            true,
                            questions.versions(),
                            questions.partitions(),
                            questions.parked(),
                            questions.oldestEvent());
        });
    }
}
