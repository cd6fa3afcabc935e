package dev.holdfast.audit;

import dev.holdfast.internal.JsonMembers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one change set did, over all tables. Immutable.
 *
 * @param changeSet who, why, and when
 * @param entries in the order in which they happened; unmodifiable
 */
public record RecordedChanges(ChangeSet changeSet, List<AuditEntry> entries) {

    public RecordedChanges {
        entries = List.copyOf(entries);
    }

    /**
     * As JSON, for another program. The form stays: {@code {"changeSet": {…}, "entries": [{…}, …]}}, as the guide describes it.
     * Values are as they are recorded; of encrypted columns it is only said that they are.
     */
    public String toJson() {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("changeSet", EntryJson.of(changeSet));
        members.put("entries", entries.stream().map(AuditEntry::toJson).collect(Collectors.joining(",", "[", "]")));
        return JsonMembers.join(members);
    }

    /** As text, for a person: a line for the change set, and one for each entry. Encrypted values aren't shown. */
    public String toText() {
        return changeSet
                + entries.stream()
                        .map(entry -> "\n  " + entry.what() + entry.differences())
                        .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return toText();
    }
}
