package dev.holdfast.jdbi.internal.tenant.doctor;

import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.PolicyRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.Policy;
import dev.holdfast.tenant.TenantCheck;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Permissive policies that open a table further than Holdfast does: they are ORed, so the broadest wins. One for the
 * application counts where there is another, since it undoes that one's condition. One for another role counts unless a
 * restrictive policy holds that role to its tenant; or nobody can act as the role, which is how a function searches for
 * everybody.
 */
final class BroadPolicyChecks {

    private static final String ACCESS_POLICY = "holdfast_access";

    private BroadPolicyChecks() {}

    static Stream<Finding> of(Facts facts) {
        return facts.exposed().stream().flatMap(table -> table.policies().stream()
                .filter(policy -> policy.permissive() && !policy.holds(table.tenant()))
                .filter(policy -> !policy.refuses() && !policy.showsActors())
                .flatMap(policy -> judge(table, policy, facts.acrossRoles())));
    }

    private static Stream<Finding> judge(ExaminedTable table, Policy policy, Set<String> across) {
        List<String> others = policy.grants().stream()
                .filter(grant -> !across.contains(String.valueOf(grant.role())))
                .filter(grant -> grant.role() == null || !grant.application())
                .filter(grant -> !grant.sealed() && !isHeld(table, grant))
                .map(grant -> Optional.ofNullable(grant.role()).orElse("PUBLIC"))
                .toList();
        if (!others.isEmpty()) {
            return Stream.of(table.finding(
                    TenantCheck.POLICY_BROAD,
                    "policy " + policy.name() + " shows the rows of all tenants to " + String.join(", ", others),
                    policy.dropped(table.sql())));
        }
        return isOneTooMany(table, policy, across)
                ? Stream.of(table.finding(
                        TenantCheck.POLICY_BROAD,
                        "policy " + policy.name() + " is permissive and for " + table.appRole()
                                + " beside another one: permissive policies are ORed, and the broadest wins",
                        policy.dropped(table.sql()) + " -- or create it again as restrictive"))
                : Stream.empty();
    }

    private static boolean isHeld(ExaminedTable table, PolicyRow grant) {
        return table.policies().stream()
                .anyMatch(policy -> grant.restrictions().contains(policy.name())
                        && policy.command().equals("all")
                        && policy.holds(table.tenant()));
    }

    private static boolean isOneTooMany(ExaminedTable table, Policy policy, Set<String> across) {
        return !policy.name().equals(ACCESS_POLICY)
                && isForApplication(policy, across)
                && table.policies().stream()
                        .anyMatch(other -> other != policy
                                && other.permissive()
                                && isForApplication(other, across)
                                && other.overlaps(policy));
    }

    private static boolean isForApplication(Policy policy, Set<String> across) {
        return policy.grants().stream()
                .anyMatch(grant -> grant.application() && !across.contains(String.valueOf(grant.role())));
    }
}
