package dev.holdfast.table;

import dev.holdfast.internal.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the audit log is to have of a table's changes: the options of {@code enableAudit}. Immutable; each method gives another
 * one.
 */
public final class Auditing {

    private static final Auditing OF_CHANGES = new Auditing(new Options());

    /** Copied before it is edited. */
    private static final class Options {
        private @Nullable List<AnyColumn<?>> included;
        private List<AnyColumn<?>> excluded = List.of();
        private boolean wholeCopies;
        private boolean noOps;
        private boolean actor;
        private @Nullable String logicalName;
    }

    private interface Edit {
        void apply(Options options);
    }

    private final Options options;

    private Auditing(Options options) {
        this.options = options;
    }

    /** Of each change the columns that it changed, of all that the table has. */
    public static Auditing ofChanges() {
        return OF_CHANGES;
    }

    private Auditing edited(Edit edit) {
        Options copy = new Options();
        copy.included = options.included;
        copy.excluded = options.excluded;
        copy.wholeCopies = options.wholeCopies;
        copy.noOps = options.noOps;
        copy.actor = options.actor;
        copy.logicalName = options.logicalName;
        edit.apply(copy);
        return new Auditing(copy);
    }

    /** Entries tell of these columns alone. Not together with {@link #excluding}. */
    public Auditing including(AnyColumn<?>... columns) {
        List<AnyColumn<?>> given = List.of(Required.each("including", columns));
        return edited(o -> o.included = given);
    }

    /** No entry tells of these columns. */
    public Auditing excluding(AnyColumn<?>... columns) {
        List<AnyColumn<?>> given = List.of(Required.each("excluding", columns));
        return edited(o -> o.excluded = given);
    }

    /** Entries of inserts and updates tell of all columns, not of those alone that changed. */
    public Auditing withWholeCopies() {
        return edited(o -> o.wholeCopies = true);
    }

    /** Updates that change no value leave an entry, too. */
    public Auditing withNoOps() {
        return edited(o -> o.noOps = true);
    }

    /** A change of which nobody says who makes it is refused (HF016), by whatever client. */
    public Auditing requiringActor() {
        return edited(o -> o.actor = true);
    }

    /** What the log calls the table for good, whatever it is called later; its name when it is first audited, if not said. */
    public Auditing called(String logicalName) {
        String given = Required.given("called", logicalName);
        return edited(o -> o.logicalName = given);
    }

    /** The columns that entries tell of alone; null for all. */
    public @Nullable List<AnyColumn<?>> included() {
        return options.included;
    }

    /** The columns that no entry tells of. */
    public List<AnyColumn<?>> excluded() {
        return options.excluded;
    }

    /** Whether entries tell of all columns. */
    public boolean hasWholeCopies() {
        return options.wholeCopies;
    }

    /** Whether updates that change no value are recorded. */
    public boolean hasNoOps() {
        return options.noOps;
    }

    /** Whether a change needs an actor. */
    public boolean needsActor() {
        return options.actor;
    }

    /** The name in the log; null for the table's. */
    public @Nullable String logicalName() {
        return options.logicalName;
    }
}
