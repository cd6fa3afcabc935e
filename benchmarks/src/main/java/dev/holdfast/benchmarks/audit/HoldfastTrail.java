package dev.holdfast.benchmarks.audit;

import dev.holdfast.benchmarks.database.Migration;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Holdfast's audit, its history, or both, as its changes enable them. */
enum HoldfastTrail implements Trail {
    AUDIT("enableAudit"),
    HISTORY("enableHistory"),
    BOTH("enableAudit", "enableHistory");

    private final List<String> changes;

    HoldfastTrail(String... changes) {
        this.changes = List.of(changes);
    }

    @Override
    public void begin(DataSource owner) throws Exception {
        String table = Tracking.table(this);
        Migration.runChanges(
                owner,
                "enable_" + table,
                changes.stream()
                        .map(change -> "<holdfast:" + change + " tableName=\"" + table + "\"/>")
                        .collect(Collectors.joining()));
    }

    @Override
    public List<String> kept() {
        return changes.stream()
                .map(change -> change.equals("enableAudit") ? audited() : versions())
                .toList();
    }

    private String audited() {
        return "select e.action, e.key::bigint, e.changes -> 'title' ->> 1 from holdfast.audit_entries e"
                + " join holdfast.recorded_tables t using (table_id) where t.relation = '" + Tracking.table(this)
                + "'::regclass order by e.sequence desc";
    }

    private String versions() {
        return "select holdfast_action, id, title from " + Tracking.table(this)
                + "_versions order by holdfast_sequence desc";
    }

    @Override
    public String stores() {
        return "(audit\\_entries|change\\_sets|%\\_versions)%";
    }
}
