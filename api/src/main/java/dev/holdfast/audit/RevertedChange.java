package dev.holdfast.audit;

import java.util.Locale;

/**
 * One change that was undone.
 *
 * @param entry what was undone
 * @param done by what: an insert, update, delete, soft delete or restore
 */
public record RevertedChange(AuditEntry entry, AuditAction done) {

    /** Such as {@code update of articles 42 undone by an update}: without values. */
    @Override
    public String toString() {
        String verb = done.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return entry.what() + " undone by " + ("aeiou".indexOf(verb.charAt(0)) < 0 ? "a " : "an ") + verb;
    }
}
