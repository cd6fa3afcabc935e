package dev.holdfast.table;

import dev.holdfast.error.SchemaException;
import dev.holdfast.error.StatementException;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table of PostgreSQL, declared once as a constant. Extend it with a field for each column:
 *
 * <pre>{@code
 * public final class Authors extends Table {
 *     public static final Authors AUTHORS = new Authors();
 *     public final OrderedColumn<UUID> id = uuid("id").primaryKey();
 *     public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
 *     public final TextColumn<String> name = text("name");
 *     private Authors() { super("authors"); }
 * }
 * }</pre>
 *
 * Columns are registered as the fields are initialised, in their order. Once the table is part of a {@link Schema} it
 * is sealed, and from then on immutable and thread-safe.
 */
public abstract non-sealed class Table implements StoredTable {

    private final @Nullable String schemaName;
    private final String name;
    private final List<AnyColumn<?>> columns = new ArrayList<>();
    private final List<Key> keys = new ArrayList<>();
    private final @Nullable DeletionStamps stamps = this instanceof SoftDeletable ? DeletionStamps.of(this) : null;
    private volatile @Nullable Sealed sealed;

    /** What is worked out once, when the table is sealed or first asked. */
    private record Sealed(
            List<AnyColumn<?>> columns,
            List<AnyColumn<?>> primaryKey,
            @Nullable AnyColumn<?> tenantKey,
            @Nullable AnyColumn<?> version,
            List<Reference> derivedFrom,
            List<AnyColumn<?>> selectable,
            List<EncryptedColumn<?>> encrypted,
            List<BlindIndexColumn> blindIndexes) {}

    /**
     * A unique key or an index over several columns.
     *
     * @param unique true for a key
     * @param columns in their order, without the tenant, which goes before them by itself
     */
    public record Key(boolean unique, List<AnyColumn<?>> columns) {}

    /**
     * A table.
     *
     * @param name the name, or {@code schema.name}; without a schema the connection's search path decides
     */
    protected Table(String name) {
        int dot = name.indexOf('.');
        this.schemaName = dot < 0 ? null : Identifiers.checked(name.substring(0, dot), "A schema");
        this.name = Identifiers.checked(name.substring(dot + 1), "A table");
    }

    protected final OrderedColumn<UUID> uuid(String column) {
        return ordered(column, SqlTypes.UUID);
    }

    protected final OrderedColumn<Short> smallint(String column) {
        return ordered(column, SqlTypes.SMALLINT);
    }

    protected final OrderedColumn<Integer> integer(String column) {
        return ordered(column, SqlTypes.INTEGER);
    }

    protected final OrderedColumn<Long> bigint(String column) {
        return ordered(column, SqlTypes.BIGINT);
    }

    protected final OrderedColumn<BigDecimal> numeric(String column) {
        return ordered(column, SqlTypes.NUMERIC);
    }

    /** An exact number of {@code precision} digits, {@code scale} of them behind the point. */
    protected final OrderedColumn<BigDecimal> numeric(String column, int precision, int scale) {
        return ordered(column, SqlTypes.numeric(precision, scale));
    }

    protected final OrderedColumn<Float> real(String column) {
        return ordered(column, SqlTypes.REAL);
    }

    protected final OrderedColumn<Double> doublePrecision(String column) {
        return ordered(column, SqlTypes.DOUBLE);
    }

    protected final TextColumn<String> text(String column) {
        return add(new TextColumn<>(Definition.of(this, checked(column), SqlTypes.TEXT)));
    }

    /** Text of at most {@code length} characters; a longer value is refused before it is sent. */
    protected final TextColumn<String> varchar(String column, int length) {
        return add(new TextColumn<>(Definition.of(this, checked(column), SqlTypes.varchar(length))));
    }

    protected final Column<Boolean> bool(String column) {
        return column(column, SqlTypes.BOOLEAN);
    }

    /** An instant; PostgreSQL keeps microseconds. */
    protected final OrderedColumn<Instant> timestamptz(String column) {
        return ordered(column, SqlTypes.TIMESTAMPTZ);
    }

    protected final OrderedColumn<LocalDateTime> timestamp(String column) {
        return ordered(column, SqlTypes.TIMESTAMP);
    }

    protected final OrderedColumn<LocalDate> date(String column) {
        return ordered(column, SqlTypes.DATE);
    }

    protected final OrderedColumn<LocalTime> time(String column) {
        return ordered(column, SqlTypes.TIME);
    }

    protected final OrderedColumn<Interval> interval(String column) {
        return ordered(column, SqlTypes.INTERVAL);
    }

    protected final Column<byte[]> bytea(String column) {
        return column(column, SqlTypes.BYTEA);
    }

    protected final OrderedColumn<Inet> inet(String column) {
        return ordered(column, SqlTypes.INET);
    }

    /** JSON, read and written as {@code type} by the codec that the Holdfast was built with. */
    protected final <T> JsonColumn<T> jsonb(String column, Class<T> type) {
        return jsonb(column, SqlTypes.jsonb(type));
    }

    /** JSON of a generic type, see {@link SqlTypes#jsonb(Class, java.lang.reflect.Type)}. */
    protected final <T> JsonColumn<T> jsonb(String column, SqlType<T> type) {
        return add(new JsonColumn<>(Definition.of(this, checked(column), type)));
    }

    /**
     * A PostgreSQL enum type; its labels are the constants' names.
     *
     * @param typeName the type's name, or {@code schema.name}, as it is: capitals count
     */
    protected final <E extends Enum<E>> OrderedColumn<E> pgEnum(String column, String typeName, Class<E> type) {
        return ordered(column, SqlTypes.pgEnum(typeName, type));
    }

    /** A PostgreSQL enum type whose labels differ from the constants' names, as in {@code Mood::label}. */
    protected final <E extends Enum<E>> OrderedColumn<E> pgEnum(
            String column, String typeName, Class<E> type, Function<? super E, String> label) {
        return ordered(column, SqlTypes.pgEnum(typeName, type, label));
    }

    /** An enum kept as text, by the constants' names. */
    protected final <E extends Enum<E>> OrderedColumn<E> enumAsText(String column, Class<E> type) {
        return ordered(column, SqlTypes.enumAsText(type));
    }

    /** An enum kept as text that differs from the constants' names, as in {@code Mood::label}. */
    protected final <E extends Enum<E>> OrderedColumn<E> enumAsText(
            String column, Class<E> type, Function<? super E, String> label) {
        return ordered(column, SqlTypes.enumAsText(type, label));
    }

    /** An array of such elements, such as {@code array("tags", SqlTypes.TEXT)}. */
    protected final <T> ArrayColumn<List<T>> array(String column, SqlType<T> element) {
        return add(new ArrayColumn<>(Definition.of(this, checked(column), SqlTypes.array(element))));
    }

    /** A column of any type that has no order. */
    protected final <T> Column<T> column(String column, SqlType<T> type) {
        return add(new Column<>(Definition.of(this, checked(column), type)));
    }

    /** A column of any type that has an order. */
    protected final <T> OrderedColumn<T> ordered(String column, SqlType<T> type) {
        return add(new OrderedColumn<>(Definition.of(this, checked(column), type)));
    }

    /** Declares a unique key over several columns, within the tenant where there is one. */
    protected final void uniqueKey(AnyColumn<?>... over) {
        addKey(new Key(true, List.of(over)));
    }

    /** Declares an index over some columns, behind the tenant where there is one. */
    protected final void index(AnyColumn<?>... over) {
        addKey(new Key(false, List.of(over)));
    }

    private static String checked(String column) {
        return Identifiers.checked(column, "A column");
    }

    private void addKey(Key key) {
        requireOpen();
        keys.add(key);
    }

    final <C extends AnyColumn<?>> C add(C column) {
        requireOpen();
        if (columns.contains(column)) {
            throw new SchemaException("Table " + name + " declares column " + column.name() + " twice");
        }
        columns.add(column);
        return column;
    }

    final void replace(AnyColumn<?> old, AnyColumn<?> derived) {
        requireOpen();
        columns.set(columns.indexOf(old), derived);
    }

    private void requireOpen() {
        if (sealed != null) {
            throw new SchemaException("Table " + name
                    + " is sealed, since it is in use: declare its columns and keys as fields and in the constructor");
        }
    }

    final Sealed seal() {
        Sealed known = sealed;
        if (known == null) {
            known = new Sealed(
                    List.copyOf(columns),
                    columns.stream().filter(AnyColumn::isPrimaryKey).toList(),
                    withRole(ColumnRole.TENANT_KEY),
                    withRole(ColumnRole.VERSION),
                    columns.stream()
                            .map(AnyColumn::reference)
                            .filter(reference -> reference != null && reference.onDelete() == OnDelete.DERIVE)
                            .map(Objects::requireNonNull)
                            .toList(),
                    List.copyOf(columns.stream()
                            .filter(column -> column.role() != ColumnRole.BLIND_INDEX)
                            .toList()),
                    columns.stream()
                            .filter(EncryptedColumn.class::isInstance)
                            .<EncryptedColumn<?>>map(EncryptedColumn.class::cast)
                            .toList(),
                    columns.stream()
                            .filter(BlindIndexColumn.class::isInstance)
                            .map(BlindIndexColumn.class::cast)
                            .toList());
            sealed = known;
        }
        return known;
    }

    private @Nullable AnyColumn<?> withRole(ColumnRole role) {
        List<AnyColumn<?>> found =
                columns.stream().filter(c -> c.role() == role).toList();
        if (found.size() > 1) {
            throw new SchemaException("Table " + name + " has several columns with the role " + role + ": "
                    + found.stream().map(AnyColumn::name).toList() + "; keep one");
        }
        return found.isEmpty() ? null : found.get(0);
    }

    /** This table under another name. */
    public final Alias alias(String alias) {
        return new Alias(this, alias);
    }

    @Override
    public final String name() {
        return name;
    }

    /** The schema, or null where the search path decides. */
    public final @Nullable String schemaName() {
        return schemaName;
    }

    /** The name with its schema, where it has one. */
    public final String qualifiedName() {
        return schemaName == null ? name : schemaName + "." + name;
    }

    @Override
    public final List<AnyColumn<?>> columns() {
        return seal().columns();
    }

    /** What is selected where nobody says what: all columns but the blind indexes. The same list each time. */
    public final List<AnyColumn<?>> selectableColumns() {
        return seal().selectable();
    }

    @Override
    public final List<AnyColumn<?>> primaryKey() {
        return seal().primaryKey();
    }

    @Override
    public final @Nullable AnyColumn<?> tenantKey() {
        return seal().tenantKey();
    }

    /** The column that counts updates, or null. */
    public final @Nullable AnyColumn<?> versionColumn() {
        return seal().version();
    }

    /** True where a deletion hides the rows. */
    public final boolean isSoftDeletable() {
        return stamps != null;
    }

    /** All rows: deleted ones too, and those that are hidden since they refer to a deleted row ({@link OnDelete#DERIVE}). */
    public final ScopedTable withHidden() {
        return ScopedTable.of(this, false);
    }

    final DeletionStamps deletionStamps() {
        return Objects.requireNonNull(stamps, "the stamps of a SoftDeletable");
    }

    /** The references on whose rows the life of this table's depends. */
    public final List<Reference> derivedFrom() {
        return seal().derivedFrom();
    }

    /** The columns that keep ciphertexts. */
    public final List<EncryptedColumn<?>> encryptedColumns() {
        return seal().encrypted();
    }

    /** The columns that encrypted ones are searched by. */
    public final List<BlindIndexColumn> blindIndexes() {
        return seal().blindIndexes();
    }

    /** The unique keys, of one column and of several, without the tenant; the primary key isn't among them. */
    public final List<List<AnyColumn<?>>> uniqueKeys() {
        List<List<AnyColumn<?>>> unique = new ArrayList<>();
        keys.stream().filter(Key::unique).forEach(key -> unique.add(key.columns()));
        columns().stream().filter(AnyColumn::isUnique).forEach(column -> unique.add(List.of(column)));
        return List.copyOf(unique);
    }

    /** Unique keys and indexes over several columns. */
    public final List<Key> keys() {
        return List.copyOf(keys);
    }

    /** True where changes are declared to be recorded in the audit log. */
    public final boolean isAudited() {
        return this instanceof Audited;
    }

    /** True where each state of the rows is kept. */
    public final boolean isHistorical() {
        return this instanceof Historical;
    }

    /** Writes the name alone. */
    final void writeName(SqlWriter out) {
        if (out.momentOf(this) != null) {
            throw new StatementException("Table " + name
                    + " stands where a statement can't read it as it was: say asOf(…)" + " on a select alone");
        }
        if (schemaName == null) {
            out.tableWithoutSchema(name);
        } else {
            out.identifier(schemaName).append(".").identifier(name);
        }
    }

    @Override
    public final void writeSource(SqlWriter out) {
        writeName(out);
        String called = out.called(this);
        if (!called.equals(name)) {
            out.append(" as ").identifier(called);
        }
    }

    @Override
    public final String toString() {
        return qualifiedName();
    }
}
