package dev.holdfast.jdbi.internal.tenant.doctor;

import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.ColumnRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.StandingSettingRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.Policy;
import dev.holdfast.tenant.TenantCheck;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether policies and defaults read settings with all guards, and whether sessions begin without any. */
final class SettingChecks {

    private static final Pattern ASKS_FOR_NULL = Pattern.compile("\\b(IS|COALESCE|NOT|DISTINCT|CASE)\\b|<>");

    private SettingChecks() {}

    static Stream<Finding> of(Facts facts) {
        return Stream.of(
                        facts.exposed().stream()
                                .flatMap(table -> table.policies().stream().flatMap(p -> policy(table, p))),
                        facts.relations().stream().flatMap(table -> table.columns().stream()
                                .filter(column -> !column.generated())
                                .flatMap(column -> columnDefault(table, column))),
                        facts.standing().stream().map(SettingChecks::standing))
                .flatMap(findings -> findings);
    }

    private static Finding standing(StandingSettingRow setting) {
        String meaning =
                switch (setting.name()) {
                    case "holdfast.tenant_id" -> "SQL that says no tenant works on that one's rows instead of none";
                    case "holdfast.inline_projections" ->
                        "appends pass that run none of the inline projections in force";
                    default -> "what nobody said counts as said";
                };
        return new Finding(
                TenantCheck.STANDING_SETTING,
                setting.name(),
                "the sessions of " + setting.whose() + " begin with it, so " + meaning,
                setting.fix());
    }

    private static Stream<Finding> policy(ExaminedTable table, Policy policy) {
        SettingCalls using = new SettingCalls(policy.using(), true);
        SettingCalls check = new SettingCalls(policy.check(), true);
        Set<String> faults = new LinkedHashSet<>(using.faults());
        faults.addAll(check.faults());
        return faults.isEmpty()
                ? Stream.empty()
                : Stream.of(table.finding(
                        TenantCheck.BARE_SETTING,
                        "policy " + policy.name() + " reads a setting in a way that " + String.join(", and ", faults),
                        fix(
                                policy,
                                policy.altered(
                                        table.sql(),
                                        using.mended(),
                                        policy.check() == null ? using.mended() : check.mended()))));
    }

    /** What asks for null would let through with the guards what it refused without: an empty setting. */
    private static String fix(Policy policy, String altered) {
        boolean asks = Stream.of(String.valueOf(policy.using()), String.valueOf(policy.check()))
                .anyMatch(condition -> ASKS_FOR_NULL.matcher(condition).find());
        return asks
                ? "write the policy anew, with (select nullif(current_setting(…, true), '')) for the setting, and so that"
                        + " no row passes where that is null"
                : altered;
    }

    private static Stream<Finding> columnDefault(ExaminedTable table, ColumnRow column) {
        SettingCalls calls = new SettingCalls(column.expression(), false);
        return calls.faults().isEmpty()
                ? Stream.empty()
                : Stream.of(table.finding(
                        TenantCheck.BARE_SETTING,
                        "the default of column " + column.name() + " reads a setting in a way that "
                                + String.join(", and ", calls.faults()),
                        table.alter(column.name()) + " set default " + calls.mended()));
    }
}
