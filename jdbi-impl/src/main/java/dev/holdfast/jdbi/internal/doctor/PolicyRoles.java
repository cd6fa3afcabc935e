package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.jdbi.internal.doctor.CatalogRows.PolicyRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.RelationRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.RoleRow;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * For which role a table's policies are, or should be: the application's, or a group that it is a member of. The session's
 * role need not be one of these: it may be a stranger to the policies.
 */
final class PolicyRoles {

    /** The role that Holdfast's changes grant to, where nobody says another one. */
    private static final String USUAL = "holdfast_app";

    /** Holdfast's policies for the application; further ones for one command each are named after them. */
    private static final Pattern FENCE = Pattern.compile("holdfast_(access|tenant)(_.*)?");

    private final List<PolicyRow> policies;
    private final RoleRow session;
    private final Set<String> across;

    /**
     * What these policies say.
     *
     * @param policies those of all tables
     * @param across the names of the roles that are let see all tenants
     */
    PolicyRoles(List<PolicyRow> policies, RoleRow session, Set<String> across) {
        this.policies = policies;
        this.session = session;
        this.across = across;
    }

    /**
     * The role that the policies are for where the session's isn't a member of it, and has no policies by another name
     * either: nothing that it doesn't see is missing, then.
     */
    Optional<String> unknownTo() {
        boolean known = fence(policies.stream(), PolicyRow::application).isPresent()
                || policies.stream()
                        .anyMatch(policy -> policy.permissive()
                                && policy.role() != null
                                && policy.application()
                                && !policy.name().startsWith("holdfast_"));
        return known ? Optional.empty() : fence(policies.stream(), policy -> true);
    }

    /** The role that a table's policies are for, or should be. */
    String of(RelationRow table) {
        return fence(policies.stream().filter(policy -> policy.relation() == table.oid()), PolicyRow::application)
                .or(() -> fence(policies.stream(), PolicyRow::application))
                .or(this::unknownTo)
                .orElseGet(() -> isOrdinary(table) ? session.name() : USUAL);
    }

    /** Not one that no policy would hold. */
    private boolean isOrdinary(RelationRow table) {
        return !session.superuser()
                && !session.name().equals(table.owner())
                && !session.name().equals(Facts.ACROSS_ROLE);
    }

    private Optional<String> fence(Stream<PolicyRow> among, Predicate<PolicyRow> wanted) {
        return among.filter(policy -> FENCE.matcher(policy.name()).matches())
                .filter(wanted)
                .map(PolicyRow::role)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .filter(role -> !across.contains(role))
                .findFirst();
    }
}
