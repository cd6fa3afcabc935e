package dev.holdfast.sql;

import dev.holdfast.error.StatementException;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.Named;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.PlainNames;
import dev.holdfast.internal.Scopes;
import dev.holdfast.internal.SqlText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of one statement write themselves. Not thread-safe; made for one rendering and thrown away.
 */
public final class SqlWriter {

    /** Of the protocol. */
    private static final int MAX_PARAMETERS = 65_535;

    private final StringBuilder sql = new StringBuilder(256);
    private final List<Parameter> parameters = new ArrayList<>(4);
    private final Audience audience;
    private boolean touchesTenantTable;
    private boolean writes;
    private boolean locksRows;
    private boolean plain;
    private int resultsBefore;
    private final Scopes scopes;
    private int generatedNames;
    private @Nullable Map<Object, Integer> permitted; // few conditions need it
    private @Nullable Map<String, @Nullable Object> declared; // few statements have a CTE
    private @Nullable Map<String, @Nullable Moment> declaredAt;
    private @Nullable Moment moment; // of the present query, null for now
    private Set<? extends Named> current = Set.of();
    private boolean plainIsCurrent;
    private int queries;

    public SqlWriter(Audience audience) {
        this(audience, new Scopes());
    }

    private SqlWriter(Audience audience, Scopes scopes) {
        this.audience = audience;
        this.scopes = scopes;
    }

    /** A writer for parts without their statement: every source has its own name, and is noted in {@link #named}. */
    public static SqlWriter alone(Audience audience) {
        return new SqlWriter(audience, new Scopes(new HashSet<>()));
    }

    /** The sources whose columns were named; only where parts are written {@link #alone}. */
    public Set<Named> named() {
        return scopes.named();
    }

    /** Whether a query is around the present one. */
    public boolean isNested() {
        return scopes.isNested();
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

    /**
     * Lets a query write itself that reads tables as they were at a moment, those in nested queries too.
     *
     * @param now the tables that are read as they are now all the same
     * @param plainIsNow whether SQL that was written by hand may read tables, which are read as they are now
     */
    public SqlWriter asOf(Moment at, Set<? extends Named> now, boolean plainIsNow, SqlPart query) {
        Moment momentAround = moment;
        Set<? extends Named> currentAround = current;
        boolean plainAround = plainIsCurrent;
        moment = at;
        current = now;
        plainIsCurrent = plainIsNow;
        query.writeTo(this);
        moment = momentAround;
        current = currentAround;
        plainIsCurrent = plainAround;
        return this;
    }

    /** The moment as of which the present query reads a table; null for now. */
    public @Nullable Moment momentOf(Named table) {
        return moment == null || current.contains(table) ? null : moment;
    }

    /** The moment as of which the present query reads; null for now. */
    public @Nullable Moment moment() {
        return moment;
    }

    /** Whether another query, or SQL that was written by hand, has written itself within what was written so far. */
    public boolean hasQueries() {
        return queries > 0;
    }

    /** How many parameters were written so far. */
    public int parameterCount() {
        return parameters.size();
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

    /** A name that no other call gives. What is called so takes part in the scopes as any other source. */
    public String generatedName(String prefix) {
        return prefix + ++generatedNames;
    }

    /**
     * Lets a query write itself in a scope of its own: it sees its own sources and those around it, and names of its own
     * don't meet those.
     *
     * @throws StatementException where it is on a source that is around it too, and names nothing that is around it: then
     *     what was meant to compare the two compares the inner one with itself
     */
    public SqlWriter query(SqlPart query) {
        queries++;
        scopes.enter();
        query.writeTo(this);
        scopes.leave();
        return this;
    }

    /** The same for a query in {@code from} or {@code with}: it doesn't see the sources beside it. */
    public SqlWriter queryApart(SqlPart query) {
        queries++;
        scopes.enterApart();
        query.writeTo(this);
        scopes.leave();
        return this;
    }

    /**
     * Lets SQL that was written by hand write itself.
     *
     * @throws StatementException where it names a source that is called otherwise here, or is given a column that it would
     *     take for one of its own; where the query reads as of a moment, and it may have tables of its own, unless that was
     *     allowed
     */
    public SqlWriter plain(PlainNames names, SqlPart body) {
        plain = true;
        queries++;
        if (moment != null && !plainIsCurrent && !names.declared().isEmpty()) {
            throw new StatementException("Plain SQL in a statement as of a moment may have tables of its own ("
                    + String.join(", ", new TreeSet<>(names.declared()))
                    + "), which would be read as they are now: write it as conditions and subqueries, or say"
                    + " withCurrentPlainSql()");
        }
        scopes.enterPlain(names);
        body.writeTo(this);
        scopes.leave();
        return this;
    }

    /** Takes a source into the present query, and tells what it is called there; the same each time. */
    public String called(Named source) {
        return scopes.add(source, this::isDeclaredFor);
    }

    private boolean isDeclaredFor(String name, Named source) {
        Object meaning = declared(name);
        return meaning != null && meaning != source;
    }

    /** What the source of a column is called here; null where it is none of the statement's sources. */
    public @Nullable String nameOf(Named source) {
        return scopes.find(source);
    }

    /**
     * Appends the name of a table that stands without a schema.
     *
     * @throws StatementException where a common table expression has the name, which PostgreSQL would take instead
     */
    public SqlWriter tableWithoutSchema(String name) {
        if (declared(name) != null || scopes.isHiddenByPlain(name)) {
            throw new StatementException("A common table expression is named '" + name
                    + "' like a table of the statement, which PostgreSQL wouldn't find behind it: name it otherwise");
        }
        return identifier(name);
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
        if (declaredAt != null || moment != null) {
            declaredAt = declaredAt == null ? new HashMap<>() : declaredAt;
            declaredAt.put(name, moment);
        }
    }

    /** Whether the name of a common table expression was declared as of the moment of the present query. */
    public boolean isDeclaredAtSameMoment(String name) {
        return Objects.equals(declaredAt == null ? null : declaredAt.get(name), moment);
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

    /** What has been written, as a statement with its parameters in order. The writer isn't used any more. */
    public SqlText toText() {
        if (parameters.size() > MAX_PARAMETERS) {
            throw new StatementException("The statement binds " + parameters.size()
                    + " values, and PostgreSQL takes at most "
                    + MAX_PARAMETERS + ": compare with oneOf(list), which binds a list as one array, or take several"
                    + " statements");
        }
        return new SqlText(
                sql.toString(),
                parameters,
                touchesTenantTable,
                !writes && !locksRows,
                locksRows,
                resultsBefore,
                false,
                plain);
    }
}
