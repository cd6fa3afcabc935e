package dev.holdfast.table;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.error.SchemaException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.BlindHash;
import dev.holdfast.internal.EncryptedCell;
import dev.holdfast.internal.Wire;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column whose values PostgreSQL keeps as ciphertext ({@code bytea}) and can't read. So it has no {@code eq}, no
 * {@code like} and no order: what searches it is a {@link #blindIndex}. Each ciphertext is bound to the logical names
 * of table and column, to the tenant, the primary key and the subject: copied to another place, it can't be decrypted.
 *
 * <p>The primary key must therefore be known when a value is encrypted. An insert sets it; an update names it, as in
 * {@code where(T.id.eq(id))}. A key that PostgreSQL makes is refused, unless the column is declared
 * {@link #notBoundToItsRow}.
 *
 * <p>Reading, the ciphertext comes with what it is bound to, in one value:
 * {@code int4send(octet_length(c)) || c || array_send(array[tenant::text, subject::text, key::text])}.
 *
 * @param <T> the Java type of a value; nullable where the column is
 */
public final class EncryptedColumn<T extends @Nullable Object> extends AnyColumn<T> {

    private @Nullable String cell; // worked out once; threads may race and arrive at equal strings

    EncryptedColumn(Definition definition) {
        super(definition);
    }

    static <T extends @Nullable Object> EncryptedColumn<T> of(Definition plain) {
        if (plain.primaryKey()
                || plain.unique()
                || plain.defaultSql() != null
                || plain.generatedSql() != null
                || plain.identity()
                || plain.target() != null
                || plain.role() != ColumnRole.PLAIN
                || !(plain.source() instanceof Table table)) {
            throw new SchemaException(
                    plain.source().name() + "." + plain.name()
                            + " can't be encrypted: a column that PostgreSQL fills, counts, compares or refers by must be readable"
                            + " to it. Declare it without key, unique, default, identity and reference; a blindIndex(…) can be unique");
        }
        if (plain.type().wire() == Wire.ARRAY || plain.type().wire() == Wire.INTERVAL) {
            throw new SchemaException(plain.source().name() + "." + plain.name() + " is "
                    + plain.type().name() + ", which has no single text form to encrypt: use jsonb(…).encrypted()");
        }
        SqlType<?> type = SqlType.encrypted(plain.type(), table.qualifiedName(), plain.name());
        return new EncryptedColumn<>(
                plain.ofType(type).withRole(ColumnRole.ENCRYPTED, null).boundBy(new Definition.Binding(true, null)));
    }

    @Override
    EncryptedColumn<?> derive(Definition changed) {
        return new EncryptedColumn<>(changed);
    }

    /** Allows NULL, which isn't encrypted: who reads the table sees that there is no value. */
    public EncryptedColumn<@Nullable T> nullable() {
        return replaced(definition().asNullable());
    }

    /**
     * Encrypts each row's value by a key of the person it is about, so that shredding that person's keys makes their
     * values unreadable and nobody else's.
     *
     * @param subject the column of this table with the person's id: a UUID, whole number or text, not nullable
     */
    public EncryptedColumn<T> perSubject(Column<?> subject) {
        return replaced(definition().boundBy(new Definition.Binding(binding().toRow(), subject)));
    }

    /**
     * Doesn't bind the ciphertexts to the rows' primary keys, so that PostgreSQL may make these. Who can write the table
     * can then exchange this column's values between rows of one tenant (and subject), and nobody notices.
     */
    public EncryptedColumn<T> notBoundToItsRow() {
        return replaced(
                definition().boundBy(new Definition.Binding(false, binding().subject())));
    }

    /**
     * Binds the ciphertexts to these names instead of the present ones: those under which they were written, after table
     * or column were renamed.
     */
    public EncryptedColumn<T> boundTo(String table, String column) {
        return replaced(definition().ofType(SqlType.encrypted(plainType(), table, column)));
    }

    /**
     * Adds a column, of type {@code bytea}, by which equal values are found: a pseudo-random function of the value, by a
     * key of the tenant and of this index alone. It tells who reads the table which rows of a tenant have equal values.
     * Written whenever the value is.
     *
     * @throws SchemaException over a boolean or an enum: see {@link #blindIndexOfFewValues}
     */
    public BlindIndex<T> blindIndex(String column) {
        if (EncryptionRules.hasFewValues(this)) {
            throw new SchemaException(qualifiedName() + " has few values (" + plainType()
                    + "), which an index gives away by how often each comes: leave the index out, or accept that by"
                    + " blindIndexOfFewValues(\"" + column + "\", reason)");
        }
        return table().add(BlindIndex.of(this, column, null));
    }

    /**
     * A blind index although there are few values, so that who reads the table can tell them by how often each comes.
     *
     * @param reason why that is acceptable here; not blank
     */
    public BlindIndex<T> blindIndexOfFewValues(String column, String reason) {
        if (reason.isBlank()) {
            throw new SchemaException("A blind index of few values needs a reason: say why it is acceptable");
        }
        return table().add(BlindIndex.of(this, column, reason));
    }

    /**
     * The values as what they turned out to be, so that one that was shredded or can't be decrypted is a result like
     * others. A record's component of type {@code Decrypted<…>} takes them without this.
     */
    public Selectable<Decrypted<T>> decrypted() {
        return new DecryptedColumn<>(this);
    }

    /** {@code this is null}. */
    public Condition isNull() {
        return Condition.of(out -> {
            writeReference(out);
            out.append(" is null");
        });
    }

    /** {@code this is not null}. */
    public Condition isNotNull() {
        return Condition.of(out -> {
            writeReference(out);
            out.append(" is not null");
        });
    }

    /** The type of the values themselves. */
    public SqlType<?> plainType() {
        return (SqlType<?>) cell().plain(); // SqlType.encrypted made the cell from one
    }

    /** The column with the person whose key encrypts; null for the tenant's own key. */
    public @Nullable AnyColumn<?> subject() {
        return binding().subject();
    }

    /** Whether the ciphertexts are bound to their rows' primary keys. */
    public boolean isBoundToItsRow() {
        return binding().toRow();
    }

    /** What the ciphertexts are bound to by name. */
    public EncryptedCell cell() {
        return (EncryptedCell) Objects.requireNonNull(type().protection());
    }

    private Definition.Binding binding() {
        return Objects.requireNonNull(definition().binding());
    }

    private Table table() {
        if (source() instanceof Table table) {
            return table;
        }
        throw new SchemaException("A blind index is declared on the table's own column, not on " + qualifiedName());
    }

    /** The column in another query's results; null where it isn't among them. */
    @Nullable
    EncryptedColumn<?> seenIn(DerivedSource derived) {
        return (EncryptedColumn<?>) derived.columns().stream()
                .filter(column -> column instanceof EncryptedColumn<?> other
                        && other.cell().equals(cell()))
                .findFirst()
                .orElse(null);
    }

    /** A term of a blind index over this column. */
    BlindHash.Term term(dev.holdfast.crypto.Normalization normalization) {
        return new BlindHash.Term(plainType(), normalization);
    }

    @Override
    public void writeTo(SqlWriter out) {
        if (source() instanceof DerivedSource) {
            writeReference(out); // the inner query wrote the whole value
            return;
        }
        if (!calledSource(out).equals(source().name())) {
            writeCell(out);
            return;
        }
        String known = cell;
        if (known == null) {
            SqlWriter text = new SqlWriter(out.audience());
            writeCell(text);
            known = text.toText().sql();
            cell = known;
        }
        out.append(known);
    }

    private void writeCell(SqlWriter out) {
        out.append("int4send(octet_length(");
        writeReference(out);
        out.append(")) || ");
        writeReference(out);
        out.append(" || array_send(array[").list(boundColumns(), ", ", (w, column) -> {
            if (column == null) {
                w.append("''");
            } else {
                w.part(column).append("::text");
            }
        });
        out.append("])");
    }

    /** Tenant, subject and key, null for none, as this column's source names them. */
    private List<@Nullable AnyColumn<?>> boundColumns() {
        List<@Nullable AnyColumn<?>> bound = new ArrayList<>();
        bound.add(source().tenantKey());
        AnyColumn<?> subject = subject();
        bound.add(subject == null ? null : inSource(subject));
        if (isBoundToItsRow()) {
            bound.addAll(source().primaryKey());
        }
        return bound;
    }

    private AnyColumn<?> inSource(AnyColumn<?> column) {
        return source().columns().stream()
                .filter(candidate -> candidate.name().equals(column.name()))
                .findFirst()
                .orElse(column);
    }
}
