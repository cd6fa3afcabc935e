package dev.holdfast.audit;

import dev.holdfast.internal.JsonMembers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The stable form in which entries and change sets leave the house: each member is always there, null for nothing. */
final class EntryJson {

    private EntryJson() {}

    static String of(AuditEntry entry) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("sequence", String.valueOf(entry.sequence()));
        members.put("recordedAt", text(entry.recordedAt()));
        members.put("changeSet", String.valueOf(entry.changeSet().id()));
        members.put("table", text(entry.table()));
        members.put("key", key(entry.key()));
        members.put("newKey", entry.isKeyChanged() ? key(entry.newKey()) : "null");
        members.put("action", text(entry.action().name().toLowerCase(Locale.ROOT)));
        members.put("changes", JsonMembers.join(entry.changesJson()));
        return JsonMembers.join(members);
    }

    static String of(ChangeSet changeSet) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("id", String.valueOf(changeSet.id()));
        members.put("transaction", text(changeSet.transactionId()));
        members.put("transactionAt", text(changeSet.transactionAt()));
        members.put("recordedAt", text(changeSet.recordedAt()));
        members.put("tenant", text(changeSet.tenant()));
        members.put("actor", text(changeSet.actor()));
        members.put("reason", text(changeSet.reason()));
        members.put("requestId", text(changeSet.requestId()));
        members.put("metadata", changeSet.metadataJson() == null ? "{}" : changeSet.metadataJson());
        members.put("databaseRole", text(changeSet.databaseRole()));
        return JsonMembers.join(members);
    }

    private static String key(List<String> parts) {
        return parts.isEmpty()
                ? "null"
                : parts.stream().map(JsonMembers::quoted).collect(Collectors.joining(",", "[", "]"));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "null" : JsonMembers.quoted(value.toString());
    }
}
