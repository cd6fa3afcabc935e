package dev.holdfast.audit;

import dev.holdfast.internal.JsonMembers;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who changed rows of one tenant in one transaction, and why. A transaction has one of these for each tenant whose rows it
 * changed, and for each context that it said: an actor that changes midway makes another one. Immutable.
 *
 * @param id grows in the order in which transactions first changed something
 * @param transactionId PostgreSQL's own, which change sets of one transaction share; across clusters they repeat
 * @param transactionAt when the transaction began
 * @param recordedAt when it first changed something
 * @param tenant whose rows they are: a Long, UUID or String; null for rows of no tenant
 * @param actor who acted; null where nobody said
 * @param reason why; null where nobody said
 * @param requestId the request that it served; null where nobody said
 * @param metadataJson what else was said, as JSON, an object unless plain SQL set something else; null for nothing
 * @param databaseRole the role that was connected, be it of the application or of somebody at a terminal
 */
public record ChangeSet(
        long id,
        String transactionId,
        Instant transactionAt,
        Instant recordedAt,
        @Nullable Object tenant,
        @Nullable String actor,
        @Nullable String reason,
        @Nullable String requestId,
        @Nullable String metadataJson,
        String databaseRole) {

    /**
     * What else was said, by its names: of a string its text, of anything else its JSON. What isn't a JSON object, as plain SQL can
     * set it, is under the name {@code metadata}. Unmodifiable, empty for nothing.
     */
    public Map<String, String> metadata() {
        if (metadataJson == null) {
            return Map.of();
        }
        if (!metadataJson.startsWith("{")) {
            return Map.of("metadata", JsonMembers.plain(metadataJson));
        }
        Map<String, String> members = new LinkedHashMap<>();
        JsonMembers.split(metadataJson).forEach((name, value) -> members.put(name, JsonMembers.plain(value)));
        return Collections.unmodifiableMap(members);
    }

    /** Who acted, as one says it: the actor, or where nobody said the role that was connected. */
    String who() {
        return actor == null ? databaseRole : actor;
    }

    /** Such as {@code by user-7 (spam)}. */
    String byWhom() {
        return "by " + Shown.bare(who()) + (reason == null ? "" : " (" + Shown.bare(reason) + ")");
    }

    /** For a person, such as {@code change set 12 by user-7 (spam), 2026-11-29T10:15:30Z}. Without metadata. */
    @Override
    public String toString() {
        return "change set " + id + " " + byWhom() + ", " + recordedAt;
    }
}
