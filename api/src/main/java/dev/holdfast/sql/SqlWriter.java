package dev.holdfast.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of one statement write themselves. Not thread-safe; made for one rendering and thrown away.
 */
public final class SqlWriter {

    private final StringBuilder sql = new StringBuilder(256);
    private final List<Parameter> parameters = new ArrayList<>(4);
    private final Audience audience;
    private boolean touchesTenantTable;
    private boolean writes;
    private boolean locksRows;
    private int resultsBefore;
    private int generatedNames;
    private @Nullable Map<Object, Integer> permitted; // few conditions need it
    private @Nullable Map<String, @Nullable Object> declared; // few statements have a CTE

    public SqlWriter(Audience audience) {
        this.audience = audience;
    }

    /** For whom this statement is rendered. */
    public Audience audience() {
        return audience;
    }

    /** Appends text as it is: keywords and operators, never values or names that come from outside. */
    public SqlWriter append(String text) {
        sql.append(text);
        return this;
    }

    /** Appends a name, quoted where it must be. */
    public SqlWriter identifier(String name) {
        sql.append(Identifiers.quoted(name));
        return this;
    }

    /** Lets a part write itself. */
    public SqlWriter part(SqlPart part) {
        part.writeTo(this);
        return this;
    }

    /** Appends a parameter's mark, with a cast where the driver alone would leave its type open. */
    public SqlWriter parameter(Parameter parameter) {
        parameters.add(parameter);
        sql.append('?');
        if (parameter.type().needsCast()) {
            sql.append("::").append(parameter.type().castName());
        }
        return this;
    }

    /** Appends items with a separator between them. */
    public <T> SqlWriter list(Iterable<? extends T> items, String separator, BiConsumer<SqlWriter, ? super T> write) {
        boolean first = true;
        for (T item : items) {
            if (!first) {
                sql.append(separator);
            }
            first = false;
            write.accept(this, item);
        }
        return this;
    }

    /** Appends parts with a separator between them. */
    public SqlWriter parts(Iterable<? extends SqlPart> parts, String separator) {
        return list(parts, separator, (w, part) -> part.writeTo(w));
    }

    /** A name that nothing else in this statement has. */
    public String generatedName(String prefix) {
        return prefix + ++generatedNames;
    }

    /** What the name of a common table expression stands for here; null where for none. */
    public @Nullable Object declared(String name) {
        return declared == null ? null : declared.get(name);
    }

    /** Lets a name stand for a common table expression from here on; for none with null. */
    public void declare(String name, @Nullable Object meaning) {
        if (declared == null) {
            declared = new HashMap<>();
        }
        declared.put(name, meaning);
    }

    /** Says that what this condition finds is compared again, row by row, or may be too much: where it stands once. */
    public void permit(Object recheck) {
        if (permitted == null) {
            permitted = new IdentityHashMap<>();
        }
        permitted.merge(recheck, 1, Integer::sum);
    }

    /** Whether that was said, and not taken up yet by the same condition standing elsewhere too, as in a subquery. */
    public boolean takePermit(Object recheck) {
        Integer left = permitted == null ? null : permitted.get(recheck);
        if (permitted == null || left == null || left == 0) {
            return false;
        }
        permitted.put(recheck, left - 1);
        return true;
    }

    /** Notes that a tenant-owned table is named. */
    public void touchTenantTable() {
        touchesTenantTable = true;
    }

    /** Notes that the statement may write. */
    public void markWrite() {
        writes = true;
    }

    /** Notes that the statement locks rows. */
    public void markRowLock() {
        locksRows = true;
    }

    /** Ends a statement before the one whose result counts: both go out in the same round trip. */
    public SqlWriter endFirst() {
        sql.append("; ");
        resultsBefore++;
        return this;
    }

    /** The finished statement. */
    public SqlText toText() {
        return new SqlText(
                sql.toString(), parameters, touchesTenantTable, !writes && !locksRows, locksRows, resultsBefore);
    }
}
