package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.MembershipRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.RoleRow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Who the application is: what it may by its role's attributes, by ownership and by membership. */
final class RoleChecks {

    private static final String OWNER = "holdfast_owner";

    private RoleChecks() {}

    static Stream<Finding> of(Facts facts) {
        return Stream.of(
                        facts.roles().stream().flatMap(RoleChecks::attributes),
                        facts.memberships().stream().filter(RoleChecks::opens).map(RoleChecks::membership),
                        facts.relations().stream().flatMap(relation -> owners(relation, facts)))
                .flatMap(findings -> findings);
    }

    private static Stream<Finding> attributes(RoleRow role) {
        List<Finding> findings = new ArrayList<>();
        if (role.superuser()) {
            findings.add(new Finding(
                    TableCheck.SUPERUSER,
                    role.name(),
                    "the application connects as a superuser, whom no policy and no grant holds",
                    role.bootstrap()
                            ? "connect as a role of the application's own: create role holdfast_app login"
                            : alter(role, "nosuperuser")));
        }
        if (role.bypassRls() && !role.bootstrap()) {
            findings.add(new Finding(
                    TableCheck.BYPASSRLS,
                    role.name(),
                    "the application's role has BYPASSRLS, so it sees and writes the rows of all tenants",
                    alter(role, "nobypassrls")));
        }
        return findings.stream();
    }

    private static String alter(RoleRow role, String attribute) {
        return "alter role " + Identifiers.quoted(role.name()) + " " + attribute;
    }

    private static boolean opens(MembershipRow membership) {
        return membership.across() || membership.superuser() || membership.bypassRls();
    }

    private static Finding membership(MembershipRow membership) {
        String power = membership.superuser()
                ? "is a superuser"
                : membership.bypassRls() ? "has BYPASSRLS" : "sees the rows of all tenants";
        return new Finding(
                TableCheck.MEMBERSHIP,
                membership.member(),
                (membership.application() ? "the application's role" : "the tables' owner") + " can act as "
                        + membership.role() + ", which " + power,
                String.join("; ", membership.revocations()));
    }

    private static Stream<Finding> owners(ExaminedTable relation, Facts facts) {
        if (relation.row().inherits()) {
            return Stream.empty();
        }
        String owner = relation.row().owner();
        if (facts.roles().stream().anyMatch(role -> role.name().equals(owner))) {
            return Stream.of(relation.finding(
                    TableCheck.OWNER,
                    "it belongs to " + owner + ", the application's role, which could switch its policies off",
                    facts.unknown() == null && !owner.equals(OWNER)
                            ? "alter table " + relation.sql() + " owner to " + OWNER
                            : GrantChecks.connect(relation.appRole())));
        }
        return facts.memberships().stream()
                .filter(membership ->
                        membership.application() && membership.role().equals(owner))
                .map(membership -> relation.finding(
                        TableCheck.OWNER,
                        "it belongs to " + owner + ", as which the application's role " + membership.member()
                                + " can act: it could switch the policies off",
                        String.join("; ", membership.revocations())));
    }
}
