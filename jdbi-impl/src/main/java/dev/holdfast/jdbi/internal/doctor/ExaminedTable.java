package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.changelog.Change;
import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.ColumnRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.RelationRow;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Table;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A relation that a registered table stands for: the table itself, or one that inherits from it and that the
 * application reaches by its own name.
 *
 * @param declared the table object
 * @param row what it is in PostgreSQL
 * @param appRole the role that its policies for the application are for
 */
public record ExaminedTable(
        Table declared,
        RelationRow row,
        List<ColumnRow> columns,
        List<Policy> policies,
        List<TableIndex> indexes,
        String appRole) {

    /** The setting of a transaction's tenant, as PostgreSQL prints it in an expression. */
    private static final String TENANT_SETTING = "'holdfast.tenant_id'";

    /** What a finding is about: the name as it was declared. */
    public String subject() {
        return row.inherits() ? row.schema() + "." + row.name() : declared.qualifiedName();
    }

    /** The name as it stands in SQL, with its schema. */
    public String sql() {
        return Identifiers.quoted(row.schema()) + "." + Identifiers.quoted(row.name());
    }

    public boolean isTable() {
        return row.kind().equals("r") || row.kind().equals("p");
    }

    public Optional<ColumnRow> column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /** True where the rows belong to tenants, and PostgreSQL has the column that says to which. */
    public boolean isTenantOwned() {
        AnyColumn<?> key = declared.tenantKey();
        return isTable() && key != null && column(key.name()).isPresent();
    }

    /** True for a table that is declared so, whatever PostgreSQL has. */
    public boolean isSoftDeletable() {
        return isTable() && declared.isSoftDeletable();
    }

    /** The primary key without the tenant. */
    public List<String> keyColumns() {
        return declared.primaryKey().stream()
                .filter(column -> !column.equals(declared.tenantKey()))
                .map(AnyColumn::name)
                .toList();
    }

    /** The tenant's column. */
    public String tenant() {
        return Objects.requireNonNull(declared.tenantKey()).name();
    }

    /** The place of the tenant's column among the table's. */
    public int tenantPosition() {
        return column(tenant()).orElseThrow().position();
    }

    /** The beginning of a statement that alters a column. */
    public String alter(String column) {
        return "alter table " + sql() + " alter column " + Identifiers.quoted(column);
    }

    /** The tenant's column as it stands in SQL. */
    public String tenantSql() {
        return Identifiers.quoted(tenant());
    }

    /** The tenant of the transaction, as a default has it. */
    public String currentTenant() {
        return "nullif(current_setting('holdfast.tenant_id', true), '')::"
                + Objects.requireNonNull(declared.tenantKey()).type().castName();
    }

    /** That a row is the tenant's, as a policy has it. */
    public String ownRow() {
        return tenantSql() + " = (select " + currentTenant() + ")";
    }

    /** A change of columns that the table's live view shows, which would be in the way. */
    public String withoutLiveView(String change) {
        if (!isSoftDeletable() && declared.derivedFrom().isEmpty()) {
            return change;
        }
        String argument = "_live_view(" + SqlLiteral.of(sql()) + ")";
        return "select holdfast.drop" + argument + "; " + change + "; select holdfast.make" + argument;
    }

    /** The policies whose conditions name the column: PostgreSQL doesn't change its type under them. */
    public List<String> policiesOver(String column) {
        Pattern name = Pattern.compile(
                "(?<![\\w$\"])" + Pattern.quote(SqlScan.plain(Identifiers.quoted(column))) + "(?![\\w$\"])");
        return policies.stream()
                .filter(policy -> Stream.of(policy.usingOrTrue(), String.valueOf(policy.check()))
                        .anyMatch(condition ->
                                name.matcher(SqlScan.plain(condition)).find()))
                .map(Policy::name)
                .toList();
    }

    /** How a column comes into a view, where no change of a table helps. */
    public String describedFix(AnyColumn<?> column) {
        return "make the view anew with the column " + column.name() + " ("
                + column.type().name() + "): create or replace view takes it at the end";
    }

    /** Policies of one kind that bind the application. */
    public Stream<Policy> forApplication(boolean permissive) {
        return policies.stream().filter(p -> p.permissive() == permissive && p.bindsApplication());
    }

    /** True where PostgreSQL holds the role that its policies are for to its tenant, in every command. */
    public boolean isFenced() {
        List<Policy> restrictive = policies.stream()
                .filter(policy -> !policy.permissive() && policy.isFor(appRole))
                .toList();
        return row.rowSecurity()
                && Policy.openToRead(restrictive, tenant()).isEmpty()
                && Policy.openToWrite(restrictive, tenant()).isEmpty();
    }

    /** The columns whose default is the transaction's tenant. */
    public Stream<ColumnRow> stampedColumns() {
        return columns.stream()
                .filter(column ->
                        column.expression() != null && column.expression().contains(TENANT_SETTING));
    }

    /** True for a table that PostgreSQL fences by tenant, or stamps with one, whatever is declared. */
    public boolean speaksOfTenants() {
        return stampedColumns().findAny().isPresent()
                || policies.stream()
                        .anyMatch(policy -> String.valueOf(policy.using()).contains(TENANT_SETTING)
                                || String.valueOf(policy.check()).contains(TENANT_SETTING));
    }

    /** The change as one of the relation that stands there, in its schema and under its name. */
    public Change named(Change change) {
        return change.with("schemaName", row.schema()).with("tableName", row.name());
    }

    public Finding finding(Check check, String cause, String fix) {
        return new Finding(check, subject(), cause, fix);
    }
}
