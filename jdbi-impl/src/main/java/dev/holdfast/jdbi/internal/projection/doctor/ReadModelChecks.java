package dev.holdfast.jdbi.internal.projection.doctor;

import dev.holdfast.changelog.TenancyChanges;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionCheck;
import dev.holdfast.table.Table;
import java.util.List;
import java.util.stream.Stream;

/** Whether the tables that projections within tenants write belong to tenants, and are looked at. */
final class ReadModelChecks {

    private ReadModelChecks() {}

    static Stream<Finding> of(Facts facts, List<Projection> declared) {
        return declared.stream()
                .filter(projection -> projection.acrossTenants() == null)
                .flatMap(projection -> projection.readModel().stream().flatMap(table -> of(facts, projection, table)));
    }

    /** The fence of a registered table with a tenant key is looked at with those of all others. */
    private static Stream<Finding> of(Facts facts, Projection projection, Table table) {
        String declaration = table.getClass().getSimpleName();
        if (table.tenantKey() == null) {
            return Stream.of(finding(
                    table,
                    "the projection " + projection
                            + " writes it within a tenant, and it has no tenant key: its rows are"
                            + " everybody's, and one tenant's events change what another one reads",
                    "declare its tenant's column with .tenantKey() in " + declaration
                            + ", and run enableTenancy; or say .acrossTenants(reason) to the projection, if it is meant"
                            + " for all of them"));
        }
        if (facts.schema().tables().contains(table)) {
            return Stream.empty();
        }
        return Stream.of(finding(
                table,
                "the projection " + projection
                        + " writes it within a tenant, and it isn't registered: nobody looks at its fence",
                "register it in the builder's Schema.of(…); its fence is "
                        + TenancyChanges.enableTenancy(table).toXmlFragment()));
    }

    private static Finding finding(Table table, String cause, String fix) {
        return new Finding(ProjectionCheck.READ_MODEL_WITHOUT_TENANT, table.qualifiedName(), cause, fix);
    }
}
