package dev.holdfast.audit;

import dev.holdfast.internal.JsonMembers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of one column.
 *
 * @param before the value's JSON; null where there was no row
 * @param after the same of the changed row; null where there is none
 */
record RecordedChange(@Nullable String before, @Nullable String after) {

    private static final String NULL = "null";

    /** All columns of an entry, by their names, in the order of these and behind them in that of the JSON. */
    static Map<String, RecordedChange> all(AuditRow row, List<String> order) {
        if (row.changesJson() == null) {
            return Map.of();
        }
        boolean isNew = row.action() == AuditAction.INSERT;
        Map<String, String> members = JsonMembers.split(row.changesJson());
        Map<String, RecordedChange> changes = new LinkedHashMap<>();
        for (String name : order) {
            String pair = members.remove(name);
            if (pair != null) {
                changes.put(name, of(pair, isNew));
            }
        }
        members.forEach((name, pair) -> changes.put(name, of(pair, isNew)));
        return changes;
    }

    private static RecordedChange of(String pair, boolean isNew) {
        List<String> sides = JsonMembers.elements(pair);
        return new RecordedChange(isNew ? null : sides.get(0), sides.size() > 1 ? sides.get(1) : null);
    }

    boolean isChanged() {
        return !Objects.equals(before, after);
    }

    @Nullable
    String textBefore() {
        return text(before);
    }

    @Nullable
    String textAfter() {
        return text(after);
    }

    /** Null for SQL's NULL and for no value; JSON's null is a string that says so. */
    private static @Nullable String text(@Nullable String json) {
        return json == null || json.equals(NULL) ? null : JsonMembers.plain(json);
    }

    String shown(boolean encrypted) {
        if (before == null) {
            return after == null ? "" : shown(after, encrypted);
        }
        return after == null ? shown(before, encrypted) : shown(before, encrypted) + " → " + shown(after, encrypted);
    }

    private static String shown(String json, boolean encrypted) {
        return encrypted && !json.equals(NULL) ? Shown.ENCRYPTED : Shown.value(json);
    }

    /** As it stands in an export. */
    String json(boolean encrypted) {
        Map<String, String> members = new LinkedHashMap<>();
        if (encrypted) {
            members.put("encrypted", "true");
            return JsonMembers.join(members);
        }
        if (before != null) {
            members.put("before", before);
        }
        if (after != null) {
            members.put("after", after);
        }
        return JsonMembers.join(members);
    }
}
