package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of Holdfast's own changelog whose rows belong to tenants.
 *
 * @param name with its schema
 * @param content what other tenants would see of this one's, in words
 * @param appRole whom its policies hold
 * @param tenantType as a cast names it
 */
public record OwnTable(String name, String content, String appRole, String tenantType) {

    /** Whether row-level security is on, for the owner too. */
    public List<Finding> rowSecurity(Check check, boolean enabled, boolean forced) {
        return enabled && forced
                ? List.of()
                : List.of(new Finding(
                        check,
                        name,
                        "row-level security isn't " + (enabled ? "forced" : "enabled")
                                + ", so one tenant's session gets at " + content,
                        "alter table " + name + " enable row level security, force row level security"));
    }

    /**
     * Whether the policies show the application its tenant's rows, and hold it to them.
     *
     * @param there the table's policies
     */
    public List<Finding> policies(Check unguarded, Check unusable, List<Policy> there) {
        List<Finding> findings = new ArrayList<>();
        List<Policy> policies = there.stream().filter(Policy::bindsApplication).toList();
        boolean fenced = policies.stream()
                .anyMatch(policy -> !policy.permissive()
                        && policy.command().equals("all")
                        && policy.holdsReading("tenant_id")
                        && policy.holdsWriting("tenant_id"));
        String own = "tenant_id = (select nullif(current_setting('holdfast.tenant_id', true), '')::" + tenantType + ")";
        if (!fenced) {
            findings.add(new Finding(
                    unguarded,
                    name,
                    "no restrictive policy holds " + Identifiers.quoted(appRole) + " to the rows of its tenant",
                    PolicyFixes.restrictive(there, name, "holdfast_tenant", appRole, own)));
        }
        if (policies.stream().noneMatch(Policy::permissive)) {
            findings.add(new Finding(
                    unusable,
                    name,
                    "no permissive policy is for " + Identifiers.quoted(appRole) + ", so it sees no rows at all",
                    PolicyFixes.permissive(there, name, "holdfast_access", appRole, fenced ? "true" : own)));
        }
        return findings;
    }
}
