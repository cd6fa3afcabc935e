package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.StrangerRow;
import java.util.stream.Stream;

/** Tables beside the registered ones that the application may use: nothing else looks after their rows. */
final class StrangerChecks {

    private StrangerChecks() {}

    static Stream<Finding> of(Facts facts) {
        boolean superuser = facts.application().superuser();
        return superuser || facts.unknown() != null
                ? Stream.empty() // whose privileges aren't the application's
                : facts.strangers().stream().map(StrangerChecks::finding);
    }

    private static Finding finding(StrangerRow table) {
        return new Finding(
                TableCheck.UNREGISTERED_TABLE,
                table.schema() + "." + table.name(),
                "it isn't registered, and the application may " + String.join(", ", table.privileges()) + " there"
                        + (table.fenced()
                                ? ""
                                : ": no row-level security is on, so rows of tenants would lie open to all of them"),
                "register it in the schema, or take the application's privileges on "
                        + Identifiers.quoted(table.schema(), table.name()) + " away, or accept the finding");
    }
}
