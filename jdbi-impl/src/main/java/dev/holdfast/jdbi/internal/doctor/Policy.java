package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.PolicyRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * A policy with all the roles that it is for.
 *
 * @param command {@code select}, {@code insert}, {@code update}, {@code delete} or {@code all}
 * @param using which rows it lets be seen, null for an insert's
 * @param check which rows it lets be written; null where PostgreSQL takes {@code using} for it
 */
public record Policy(
        String name,
        boolean permissive,
        String command,
        @Nullable String using,
        @Nullable String check,
        List<PolicyRow> grants) {

    /** As PostgreSQL prints it: without the schema where the search path finds the function, and in quotes if a setting says so. */
    private static final Pattern REFUSING = Pattern.compile("\\( SELECT (?:\"?holdfast\"?\\.)?\"?refuse_owner\"?"
            + "\\('(?:[^']|'')*'::(?:\"?pg_catalog\"?\\.)?\"?regclass\"?\\) AS \"?refuse_owner\"?\\)");

    /** The same, with no quotes and without the schema. */
    private static final Pattern OF_ACTORS =
            Pattern.compile("\\( SELECT \\(\\(CURRENT_USER = pg_get_userbyid\\(c\\.relowner\\)\\) AND"
                    + " \\(NULLIF\\(current_setting\\('search_path'::text, true\\), ''::text\\) ="
                    + " 'pg_catalog, pg_temp, pg_every_actor'::text\\)\\)\\s+FROM pg_class c\\s+WHERE .*\\)");

    /** Asks for the policies of these relations; by the relation's oid. */
    public static Map<Long, List<Policy>> read(Jdbi application, List<Long> relations) {
        return application
                .withExtension(Catalog.class, catalog -> catalog.policies(relations.toArray(Long[]::new)))
                .stream()
                .collect(Collectors.groupingBy(
                        PolicyRow::relation, Collectors.collectingAndThen(Collectors.toList(), Policy::of)));
    }

    /** The role that Holdfast's policies for the application are for, which may be a group of the application's. */
    public static Optional<String> applicationRole(Collection<List<Policy>> ofTables) {
        return ofTables.stream()
                .flatMap(List::stream)
                .filter(policy -> policy.bindsApplication() && policy.name().startsWith("holdfast_"))
                .flatMap(policy -> policy.grants().stream())
                .filter(PolicyRow::application)
                .flatMap(grant -> Stream.ofNullable(grant.role()))
                .findFirst();
    }

    /** The policies of one relation. */
    public static List<Policy> of(List<PolicyRow> rows) {
        Map<String, List<PolicyRow>> byName = new TreeMap<>();
        rows.forEach(row ->
                byName.computeIfAbsent(row.name(), name -> new ArrayList<>()).add(row));
        return byName.values().stream().map(Policy::grouped).toList();
    }

    private static Policy grouped(List<PolicyRow> rows) {
        PolicyRow first = rows.get(0);
        return new Policy(
                first.name(), first.permissive(), first.command(), first.reading(), first.writing(), List.copyOf(rows));
    }

    public boolean bindsApplication() {
        return grants.stream().anyMatch(PolicyRow::application);
    }

    /** True for a policy that serves this role and nobody else. */
    public boolean isOnlyFor(String role) {
        return grants.stream().allMatch(grant -> role.equals(grant.role()));
    }

    /** True for the policy of the role that works across tenants. */
    public boolean isForAllTenants() {
        return name.equals(Facts.ACROSS_POLICY);
    }

    /** True for a policy that names this role, or is for everybody. */
    public boolean isFor(String role) {
        return grants.stream().anyMatch(grant -> grant.role() == null || role.equals(grant.role()));
    }

    /** The commands that show rows of other tenants, since none of these restrictive policies compares the tenant there. */
    public static List<String> openToRead(List<Policy> restrictive, String tenant) {
        return Stream.of("select", "update", "delete")
                .filter(command ->
                        restrictive.stream().noneMatch(policy -> policy.covers(command) && policy.holdsReading(tenant)))
                .toList();
    }

    /** The commands that write rows for other tenants. */
    public static List<String> openToWrite(List<Policy> restrictive, String tenant) {
        return Stream.of("insert", "update")
                .filter(command ->
                        restrictive.stream().noneMatch(policy -> policy.covers(command) && policy.holdsWriting(tenant)))
                .toList();
    }

    /** True where the policy has a say in that command. */
    public boolean covers(String other) {
        return command.equals("all") || command.equals(other);
    }

    /** True where some command is covered by both. */
    public boolean overlaps(Policy other) {
        return covers(other.command) || other.covers(command);
    }

    /** True where a row that is read, updated or deleted must be the tenant's. */
    public boolean holdsReading(String tenant) {
        return TenantCondition.holds(using, tenant, grants.get(0).table());
    }

    /**
     * True where a row that is written must be the tenant's: PostgreSQL takes {@code using} where there is no check.
     */
    public boolean holdsWriting(String tenant) {
        return TenantCondition.holds(
                check == null ? using : check, tenant, grants.get(0).table());
    }

    /** True where no row passes but the tenant's. */
    public boolean holds(String tenant) {
        return (command.equals("insert") || holdsReading(tenant))
                && (command.equals("select") || command.equals("delete") || holdsWriting(tenant));
    }

    /** True where it lets no row pass: it is there for its error, which tells a table's owner that FORCE binds it. */
    public boolean refuses() {
        return using != null
                && REFUSING.matcher(using).matches()
                && (check == null || REFUSING.matcher(check).matches());
    }

    /** True for that of {@code requireKnownActors}: it shows rows to one function of Holdfast's, and to nobody else. */
    public boolean showsActors() {
        return name.equals("holdfast_actors")
                && command.equals("select")
                && using != null
                && OF_ACTORS
                        .matcher(using.replace("\"", "").replace("pg_catalog.", ""))
                        .matches();
    }

    /** The statement that gives it another condition, for the parts that its command has. */
    public String altered(String table, String newUsing, String newCheck) {
        List<String> parts = new ArrayList<>();
        if (!command.equals("insert")) {
            parts.add("using (" + newUsing + ")");
        }
        if (!command.equals("select") && !command.equals("delete")) {
            parts.add("with check (" + newCheck + ")");
        }
        return "alter policy " + Identifiers.quoted(name) + " on " + table + " " + String.join(" ", parts);
    }

    public String usingOrTrue() {
        return Objects.requireNonNullElse(using, "true");
    }

    public String dropped(String table) {
        return "drop policy " + Identifiers.quoted(name) + " on " + table;
    }
}
