package dev.holdfast.audit;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.internal.Gate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which part of the log, of entries and of change sets alike. Immutable.
 *
 * @param actor who acted; null for whoever
 * @param requestId the request; null for whatever
 * @param from recorded then or later; null for the beginning
 * @param to recorded before then; null for no end
 * @param newestFirst the order
 * @param limit how many at most
 */
public record AuditFilter(
        @Nullable String actor,
        @Nullable String requestId,
        @Nullable Instant from,
        @Nullable Instant to,
        boolean newestFirst,
        int limit) {

    static final int PAGE = 1_000;
    static final AuditFilter NONE = new AuditFilter(null, null, null, null, true, PAGE);

    AuditFilter byActor(String value) {
        String checked = Gate.name("The actor", value, 200, "leave it out to read whoever's");
        return new AuditFilter(checked, requestId, from, to, newestFirst, limit);
    }

    AuditFilter byRequest(String value) {
        String checked = Gate.name("The request's id", value, 200, "leave it out to read every request's");
        return new AuditFilter(actor, checked, from, to, newestFirst, limit);
    }

    AuditFilter between(Instant begin, Instant end) {
        if (!begin.isBefore(end)) {
            throw new InvalidValueException(
                    "A time to read between", "ends before it begins", "give the earlier one first");
        }
        return new AuditFilter(actor, requestId, begin, end, newestFirst, limit);
    }

    AuditFilter newestFirst(boolean newest) {
        return new AuditFilter(actor, requestId, from, to, newest, limit);
    }

    AuditFilter limit(int value) {
        if (value < 1 || value > 1_000_000) {
            throw new InvalidValueException(
                    "A limit", "isn't between 1 and 1,000,000", "a hundred is a good one, or use stream()");
        }
        return new AuditFilter(actor, requestId, from, to, newestFirst, value);
    }

    /** What comes behind what is read. */
    @Override
    public String toString() {
        return (actor == null ? "" : ", by " + actor)
                + (requestId == null ? "" : ", request " + requestId)
                + (from == null ? "" : ", from " + from)
                + (to == null ? "" : ", to " + to)
                + (newestFirst ? ", newest first" : ", oldest first");
    }
}
