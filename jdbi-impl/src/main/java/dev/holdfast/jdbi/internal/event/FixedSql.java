package dev.holdfast.jdbi.internal.event;

import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A text of ours in which each parameter stands by its name, {@code :name}, as often as it is needed. So the order of
 * parameters is told by the text alone. Made once, bound for each call. Immutable.
 *
 * @param sql the text with {@code ?} for each name
 * @param names in the order of their marks
 * @param readOnly true where it certainly writes nothing
 * @param resultsBefore how many statements stand before the one whose result counts
 * @param carriesSession whether nothing has to be set before it
 */
record FixedSql(String sql, List<String> names, boolean readOnly, int resultsBefore, boolean carriesSession) {

    private static final Pattern NAME = Pattern.compile("(?<!:):([a-z][a-z_]*)");

    static FixedSql reading(String text) {
        return of(text, true, 0, false);
    }

    static FixedSql readingBehind(int resultsBefore, String text) {
        return of(text, true, resultsBefore, false);
    }

    static FixedSql writing(String text) {
        return of(text, false, 0, false);
    }

    /** One that has the session's tenant, and what is told of it, as parameters. */
    static FixedSql carryingSession(String text) {
        return of(text, false, 0, true);
    }

    private static FixedSql of(String text, boolean readOnly, int resultsBefore, boolean carriesSession) {
        List<String> names = new ArrayList<>();
        String sql = NAME.matcher(text.strip()).replaceAll(found -> {
            names.add(found.group(1));
            return "?";
        });
        return new FixedSql(sql, List.copyOf(names), readOnly, resultsBefore, carriesSession);
    }

    /** Binds values by their labels; one that the text doesn't name is left out. */
    SqlText with(Parameter... values) {
        return with(true, values);
    }

    /** The same for a session that has no tenant: the text is given each one that it touches. */
    SqlText withoutTenant(Parameter... values) {
        return with(false, values);
    }

    private SqlText with(boolean ofTenant, Parameter... values) {
        List<Parameter> parameters = new ArrayList<>(names.size());
        for (String name : names) {
            parameters.add(named(name, values));
        }
        return new SqlText(sql, parameters, ofTenant, readOnly, false, resultsBefore, carriesSession, false);
    }

    private static Parameter named(String name, Parameter[] values) {
        for (Parameter value : values) {
            if (value.label().equals(name)) {
                return value;
            }
        }
        throw new IllegalStateException("no value for :" + name);
    }
}
