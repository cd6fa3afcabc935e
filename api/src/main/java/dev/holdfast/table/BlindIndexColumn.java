package dev.holdfast.table;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Recheck;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.BlindHash;
import dev.holdfast.internal.HashInput;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Values;
import dev.holdfast.internal.Wire;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column of keyed hashes by which encrypted values are found. Holdfast writes it whenever the values are written;
 * nobody sets it.
 */
public abstract sealed class BlindIndexColumn extends AnyColumn<byte @Nullable []>
        permits BlindIndex, CompoundBlindIndex {

    private final List<EncryptedColumn<?>> over;
    private final @Nullable BlindIndexColumn next;

    BlindIndexColumn(Definition definition, List<EncryptedColumn<?>> over, @Nullable BlindIndexColumn next) {
        super(definition);
        this.over = List.copyOf(over);
        this.next = next;
    }

    static Definition definition(Table table, String column, int bits, List<BlindHash.Term> terms) {
        return Definition.of(
                        table,
                        dev.holdfast.internal.Identifiers.checked(column, "A column"),
                        SqlType.blindIndex(new BlindHash(table.qualifiedName(), column, bits, terms)))
                .withRole(ColumnRole.BLIND_INDEX, null)
                .asNullable();
    }

    /** The same definition with another hash. */
    final Definition hashing(int bits, List<BlindHash.Term> terms) {
        if (next != null) {
            throw new SchemaException(
                    qualifiedName() + " is declared as moving before it is complete: call movingTo(…) last");
        }
        return definition().ofType(SqlType.blindIndex(new BlindHash(hash().table(), hash().column(), bits, terms)));
    }

    final int checkedBits(int bits) {
        if (bits < 1 || bits > BlindHash.ALL_BITS) {
            throw new SchemaException("A blind index has 1 to " + BlindHash.ALL_BITS + " bits, not " + bits);
        }
        if (isUnique()) {
            checkUniqueWith(bits);
        }
        return bits;
    }

    final Definition uniquely() {
        checkUniqueWith(hash().bits());
        return definition().asUnique();
    }

    private void checkUniqueWith(int bits) {
        if (bits < BlindHash.COLLISION_FREE_BITS) {
            throw new SchemaException(qualifiedName() + " keeps " + bits
                    + " bits, so that different values collide: unique() needs " + BlindHash.COLLISION_FREE_BITS);
        }
    }

    /** The same index in a column of another name, which gives it another key. */
    final Definition successor(String column) {
        Definition target = definition((Table) source(), column, hash().bits(), hash().terms())
                .ofFewValues(fewValues());
        return isUnique() ? target.asUnique() : target;
    }

    /** The encrypted columns whose values are hashed, in their order. */
    public final List<EncryptedColumn<?>> over() {
        return over;
    }

    /** The index column that takes this one's place once all rows have it; null where it isn't being replaced. */
    public final @Nullable BlindIndexColumn next() {
        return next;
    }

    /** Why it is acceptable that there are few values; null where nobody said that there are. */
    public final @Nullable String fewValues() {
        return definition().fewValues();
    }

    /** How it is computed. */
    public final BlindHash hash() {
        return (BlindHash) Objects.requireNonNull(type().protection());
    }

    /**
     * The columns have these values; for code that doesn't know which index it has.
     *
     * @param values one for each column that it is over, in their order, each of the column's Java type
     */
    public final Condition equalTo(Object... values) {
        if (values.length != over.size()) {
            throw new StatementException(qualifiedName() + " is over " + over.size() + " columns, "
                    + over.stream().map(AnyColumn::name).toList() + ", and " + values.length + " values are given");
        }
        List<Object> wired = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            wired.add(searched(i, values[i]));
        }
        return matching(List.of(wired), true);
    }

    /** What is searched for: checked values, one for each column, compared with what is decrypted. */
    final Condition matching(List<List<Object>> alternatives, boolean single) {
        List<HashInput> inputs = new ArrayList<>();
        for (List<Object> values : alternatives) {
            inputs.add(new HashInput(values, isOfTenants() ? null : "", true));
        }
        List<EncryptedColumn<?>> compared = seenValues();
        if (!compared.isEmpty()) {
            return Condition.of(comparing(inputs, single), new Comparison(this, compared, alternatives));
        }
        if (hash().isTruncated()) {
            throw new StatementException(qualifiedName() + " finds other values too, and " + source().name()
                    + " hasn't what they are compared with: select "
                    + over.stream().map(AnyColumn::qualifiedName).toList() + " in it as well");
        }
        return Condition.of(comparing(inputs, single));
    }

    /** Whether each tenant has a key; another query's results don't tell, but where the values come from does. */
    private boolean isOfTenants() {
        return over.get(0).source().tenantKey() != null;
    }

    /** The encrypted columns as this one's source has them; none where another query's results are without one. */
    private List<EncryptedColumn<?>> seenValues() {
        List<EncryptedColumn<?>> seen = new ArrayList<>();
        for (EncryptedColumn<?> column : over) {
            if (source() instanceof Alias alias) {
                seen.add(alias.of(column));
            } else if (source() instanceof DerivedSource derived) {
                EncryptedColumn<?> found = column.seenIn(derived);
                if (found == null) {
                    return List.of();
                }
                seen.add(found);
            } else {
                seen.add(column);
            }
        }
        return seen;
    }

    private SqlPart comparing(List<HashInput> inputs, boolean single) {
        return out -> {
            if (out.audience() == Audience.ALL_TENANTS && isOfTenants()) {
                throw new StatementException(qualifiedName()
                        + " has another key for each tenant: search tenant by tenant, in forEachTenant(…)");
            }
            BlindIndexColumn moving = next;
            if (moving == null) {
                write(this, this, inputs, single, out);
            } else {
                out.append("(");
                write(this, this, inputs, single, out);
                out.append(" or ");
                write(this, moving, inputs, single, out);
                out.append(")");
            }
        };
    }

    /** The column named as seen by the first one's source, which may be an alias. */
    private static void write(
            BlindIndexColumn seen,
            BlindIndexColumn column,
            List<HashInput> inputs,
            boolean single,
            dev.holdfast.sql.SqlWriter out) {
        out.identifier(seen.calledSource(out)).append(".").identifier(column.name());
        if (single) {
            out.append(" = ").parameter(Parameter.of(inputs.get(0), column.type(), column.qualifiedName()));
        } else {
            SqlType<?> array = SqlTypes.array(column.type());
            out.append(" = any (")
                    .parameter(Parameter.of(inputs.toArray(), array, column.qualifiedName()))
                    .append(")");
        }
    }

    /** A value, of the column at a place in {@link #over}, to search for. */
    final Object searched(int place, @Nullable Object value) {
        EncryptedColumn<?> column = over.get(place);
        if (value == null) {
            throw new InvalidValueException(
                    column.qualifiedName(), "is compared with null, which is never true in SQL", "use isNull()");
        }
        Object wired = Values.toWire(column.plainType(), column.qualifiedName(), value);
        return hash().terms().get(place).searched(column.qualifiedName(), wired);
    }

    /** What is found is compared once more by its decrypted values: nobody can plant a row by copying its hash. */
    private record Comparison(BlindIndexColumn index, List<EncryptedColumn<?>> needs, List<List<Object>> alternatives)
            implements Recheck {

        @Override
        public boolean keeps(List<? extends @Nullable Object> values) {
            if (values.stream().anyMatch(Decrypted.Shredded.class::isInstance)) {
                return false; // who was forgotten isn't found
            }
            if (values.stream().anyMatch(Decrypted.Unreadable.class::isInstance)) {
                return true; // nobody can compare it; whoever reads the value is told why
            }
            return alternatives.stream().anyMatch(wanted -> equal(wanted, values));
        }

        private boolean equal(List<Object> wanted, List<? extends @Nullable Object> values) {
            for (int i = 0; i < wanted.size(); i++) {
                BlindHash.Term term = index.hash().terms().get(i);
                Object found = values.get(i) instanceof Decrypted<?> read ? read.orNull() : values.get(i);
                if (found == null || !equal(term, wanted.get(i), term.plain().toWire(found))) {
                    return false;
                }
            }
            return true;
        }

        private static boolean equal(BlindHash.Term term, Object wanted, Object found) {
            if (wanted instanceof String left
                    && found instanceof String right
                    && term.plain().wire() == Wire.TEXT) {
                return term.normalization()
                        .apply(left)
                        .equals(term.normalization().apply(right));
            }
            if (wanted instanceof BigDecimal left && found instanceof BigDecimal right) {
                return left.compareTo(right) == 0;
            }
            return wanted instanceof byte[] left && found instanceof byte[] right
                    ? Arrays.equals(left, right)
                    : wanted.equals(found);
        }

        @Override
        public boolean isRequired() {
            return index.hash().isTruncated();
        }

        @Override
        public String refusal() {
            return index.qualifiedName() + " keeps " + index.hash().bits()
                    + " bits, so that it finds other values too, which are sorted out after decryption: that is possible"
                    + " in the where(…) of a select of rows, joined by and(…). Select the rows first, or declare the index"
                    + " with " + BlindHash.COLLISION_FREE_BITS + " bits or more";
        }

        @Override
        public String toString() {
            return "Comparison[" + index.qualifiedName() + "]";
        }
    }
}
