package dev.holdfast.internal;

import dev.holdfast.error.StatementException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a statement's sources are called, scope within scope, as PostgreSQL resolves names: a query sees its own sources
 * and those of the queries around it. A source keeps its own name unless something else that is seen from the same place
 * has it, so that no column is taken for another source's. Not thread-safe.
 */
public final class Scopes {

    /** A source and what it is called. */
    private record Entry(Named source, String called) {}

    private static final class Scope {

        final @Nullable Scope outer; // what is seen from here
        final @Nullable Scope before; // what is written next
        final boolean apart;
        final List<Entry> entries = new ArrayList<>(2);
        final @Nullable PlainNames plain; // null for a query
        boolean looksOut;

        Scope(@Nullable Scope outer, @Nullable Scope before, boolean apart, @Nullable PlainNames plain) {
            this.outer = outer;
            this.before = before;
            this.apart = apart;
            this.plain = plain;
        }

        @Nullable
        Entry find(Named source) {
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                if (entry.source() == source || entry.source().equals(source)) {
                    return entry;
                }
            }
            return null;
        }

        boolean calls(String name) {
            for (int i = 0; i < entries.size(); i++) {
                if (entries.get(i).called().equals(name)) {
                    return true;
                }
            }
            return plain != null && plain.declares(name);
        }
    }

    private @Nullable Scope innermost;
    private final @Nullable Set<Named> named; // where it is only asked what is named

    /** For a statement. */
    public Scopes() {
        this(null);
    }

    /** Resolves nothing, but notes whose columns are named. */
    public Scopes(@Nullable Set<Named> named) {
        this.named = named;
    }

    /** The sources whose columns were named, where that alone is asked. */
    public Set<Named> named() {
        return named == null ? Set.of() : Set.copyOf(named);
    }

    /** Whether a query is around the present one. */
    public boolean isNested() {
        for (Scope scope = innermost == null ? null : innermost.outer; scope != null; scope = scope.outer) {
            if (!scope.entries.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Opens the scope of a query within the present one. */
    public void enter() {
        innermost = new Scope(innermost, innermost, false, null);
    }

    /** Opens the scope of a query that doesn't see the present one's sources, but those around it. */
    public void enterApart() {
        Scope present = innermost;
        innermost = new Scope(seenBeside(present), present, true, null);
    }

    /** Plain SQL around a query is seen by it whatever it is: nobody knows its clauses. */
    private static @Nullable Scope seenBeside(@Nullable Scope present) {
        return present == null || present.plain != null ? present : present.outer;
    }

    /** Opens the scope of plain SQL, whose own sources have these names. */
    public void enterPlain(PlainNames plain) {
        refuseRenamed(plain);
        innermost = new Scope(innermost, innermost, false, plain);
    }

    /** Goes back to the scope in which the present one was opened. */
    public void leave() {
        Scope left = java.util.Objects.requireNonNull(innermost);
        if (!left.looksOut && left.plain == null && named == null) {
            refuseRepeated(left);
        }
        innermost = left.before;
    }

    /**
     * Gives a source its name in the present scope, once.
     *
     * @param isTaken further names that it mustn't have
     */
    public String add(Named source, BiPredicate<String, Named> isTaken) {
        Scope scope = innermost;
        if (scope == null) {
            return source.name();
        }
        Entry known = scope.find(source);
        if (known != null) {
            return known.called();
        }
        String called = free(source, isTaken);
        scope.entries.add(new Entry(source, called));
        return called;
    }

    private String free(Named source, BiPredicate<String, Named> isTaken) {
        String own = source.name();
        String candidate = own;
        for (int i = 2; isTaken.test(candidate, source) || isTakenByAnother(source, candidate); i++) {
            String suffix = "_" + i;
            candidate = Identifiers.cut(own, Identifiers.MAX_BYTES - suffix.length()) + suffix;
        }
        return candidate;
    }

    /** Whether something else that is seen has the name; the same source further out may keep it, as it is hidden here. */
    private boolean isTakenByAnother(Named source, String name) {
        for (Scope scope = innermost; scope != null; scope = scope.outer) {
            if (scope.calls(name)) {
                Entry same = scope.find(source);
                if (same == null || !same.called().equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * What a source is called where it is named now; null where it is none of the statement's.
     *
     * @throws StatementException where plain SQL around it means something else by that name
     */
    public @Nullable String find(Named source) {
        if (named != null) {
            named.add(source);
            return source.name();
        }
        boolean inPlain = false;
        for (Scope scope = innermost; scope != null; scope = scope.outer) {
            Entry found = scope.find(source);
            if (found != null) {
                refuseCaptured(scope, found.called());
                looksOutUpTo(scope);
                return found.called();
            }
            inPlain |= scope.plain != null;
        }
        if (innermost == null) {
            return source.name();
        }
        return inPlain && isOfPlain(source.name()) ? source.name() : null;
    }

    /** A name of the plain SQL's own, or of a statement that is plain SQL as a whole: if nothing nearer has it. */
    private boolean isOfPlain(String name) {
        for (Scope scope = innermost; scope != null; scope = scope.outer) {
            if (scope.calls(name)) {
                return scope.plain != null;
            }
        }
        return true;
    }

    private void refuseCaptured(Scope holder, String called) {
        for (Scope scope = innermost; scope != null && scope != holder; scope = scope.outer) {
            if (scope.plain != null && scope.plain.declares(called)) {
                throw new StatementException("Plain SQL gives the name '" + called
                        + "' to a source of its own, and is given a column of the '" + called
                        + "' around it, which PostgreSQL would take for its own: give the one in the SQL another name");
            }
        }
    }

    private void looksOutUpTo(Scope holder) {
        for (Scope scope = innermost; scope != null && scope != holder; scope = scope.outer) {
            scope.looksOut = true;
        }
    }

    private static void refuseRepeated(Scope left) {
        for (Entry entry : left.entries) {
            for (Scope scope = left.outer; scope != null && !scope.apart; scope = scope.outer) {
                if (scope.find(entry.source()) != null) {
                    throw new StatementException("'" + entry.source().name()
                            + "' is queried inside a statement on '"
                            + entry.source().name()
                            + "' itself, so that every column there would be the inner one's: take an alias for the inner"
                            + " one, table.alias(\"…\") (for a common table expression another one over it), and name"
                            + " the columns by of(…)");
                }
            }
        }
    }

    private void refuseRenamed(PlainNames plain) {
        Set<String> mentioned = plain.mentioned();
        if (mentioned.isEmpty()) {
            return;
        }
        for (Scope scope = innermost; scope != null; scope = scope.outer) {
            for (Entry entry : scope.entries) {
                String own = entry.source().name();
                if (!own.equals(entry.called()) && mentioned.contains(own)) {
                    throw new StatementException("Plain SQL names '" + own + "', and in this statement that is called '"
                            + entry.called() + "', since something else has the name: write {0} for the column, and"
                            + " give it as an argument");
                }
            }
        }
    }

    /** Whether plain SQL around declares a common table expression of that name. */
    public boolean isHiddenByPlain(String table) {
        for (Scope scope = innermost; scope != null; scope = scope.outer) {
            if (scope.plain != null && scope.plain.hides(table)) {
                return true;
            }
        }
        return false;
    }
}
