package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.internal.Gate;
import dev.holdfast.internal.JsonMembers;
import dev.holdfast.internal.Required;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who changes something, why, for which request, and what else is told of it. Immutable.
 *
 * @param actor null for nobody who is named
 * @param reason null for none
 * @param requestId null for none
 * @param metadata the application's own, by name
 */
record ChangeContext(
        @Nullable String actor,
        @Nullable String reason,
        @Nullable String requestId,
        SortedMap<String, String> metadata) {

    static final ChangeContext NONE = new ChangeContext(null, null, null, Collections.emptySortedMap());

    private static final String FIX = "say who or why, in fewer words, or leave the call out";
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_METADATA = 4_000;

    ChangeContext withActor(String value) {
        return new ChangeContext(Gate.name("actor", value, 200, FIX), reason, requestId, metadata);
    }

    ChangeContext withReason(String value) {
        return new ChangeContext(actor, Gate.name("reason", value, 1_000, FIX), requestId, metadata);
    }

    ChangeContext withRequestId(String value) {
        return new ChangeContext(actor, reason, Gate.name("requestId", value, 200, FIX), metadata);
    }

    /** The same with these members as well; one of a name that is there replaces it. */
    ChangeContext withMetadata(Map<String, String> more) {
        SortedMap<String, String> all = new TreeMap<>(metadata);
        Required.given("metadata", more).forEach((name, value) -> all.put(checkedName(name), checked(name, value)));
        ChangeContext context = new ChangeContext(actor, reason, requestId, Collections.unmodifiableSortedMap(all));
        if (context.metadataJson().length() > LONGEST_METADATA) {
            throw new InvalidValueException(
                    "The metadata",
                    "has more than " + LONGEST_METADATA + " characters as JSON",
                    "keep what tells a change from others, and store the rest in a table");
        }
        return context;
    }

    private static String checkedName(String name) {
        return Gate.name("A name in metadata", name, LONGEST_NAME, "give it a short one");
    }

    /** Not after its name, before that has passed. */
    private static String checked(String name, @Nullable String value) {
        String label = "metadata " + name;
        if (value == null) {
            throw new InvalidValueException(label, "is null", "leave it out where there is nothing to say");
        }
        return Gate.text(label, value);
    }

    /** The metadata as a JSON object, its members in the order of their names, so that equal ones have one text; empty for none. */
    String metadataJson() {
        if (metadata.isEmpty()) {
            return "";
        }
        SortedMap<String, String> quoted = new TreeMap<>();
        metadata.forEach((name, value) -> quoted.put(name, JsonMembers.quoted(value)));
        return JsonMembers.join(quoted);
    }
}
