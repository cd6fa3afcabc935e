package dev.holdfast.table;

import dev.holdfast.crypto.Normalization;
import dev.holdfast.error.SchemaException;
import dev.holdfast.expression.Condition;
import dev.holdfast.internal.BlindHash;
import dev.holdfast.internal.Wire;
import dev.holdfast.sql.SqlType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/**
 * A blind index over one encrypted column: finds equal values, and nothing else. Within one tenant, since each has a key
 * of its own. A select whose {@code where} has its condition, alone or joined by {@code and}, compares what it found
 * once more after decryption; so do {@code one()}, {@code page()} and {@code stream()}. A row whose value was shredded
 * isn't found; one whose value can't be decrypted is there where that value is selected, and is an error elsewhere.
 *
 * <p>An index of fewer than 128 bits finds other values too, which
 * hides equality from who reads the table. Then {@code limit} is applied after the comparison, {@code count()} and
 * {@code exists()} count what PostgreSQL found, which may be more, and updates, deletes, subqueries, pages,
 * {@code or} and {@code not} are refused.
 *
 * @param <T> the Java type of a value
 */
public final class BlindIndex<T extends @Nullable Object> extends BlindIndexColumn {

    private BlindIndex(Definition definition, List<EncryptedColumn<?>> over, @Nullable BlindIndexColumn next) {
        super(definition, over, next);
    }

    static <T extends @Nullable Object> BlindIndex<T> of(
            EncryptedColumn<T> column, String name, @Nullable String fewValues) {
        Table table = (Table) column.source();
        Definition definition = definition(table, name, BlindHash.ALL_BITS, List.of(column.term(Normalization.NONE)));
        return new BlindIndex<>(definition.ofFewValues(fewValues), List.of(column), null);
    }

    @Override
    BlindIndex<?> derive(Definition changed) {
        return new BlindIndex<>(changed, over(), next());
    }

    /**
     * Normalises the values first, those written and those searched for.
     *
     * @throws SchemaException where the column isn't text
     */
    public BlindIndex<T> normalized(Normalization normalization) {
        EncryptedColumn<?> column = over().get(0);
        if (column.plainType().wire() != Wire.TEXT) {
            throw new SchemaException(qualifiedName() + " is over "
                    + column.plainType().name() + ", and text alone is normalised: leave normalized(…) out");
        }
        return replaced(hashing(hash().bits(), List.of(column.term(normalization))));
    }

    /** Keeps so many bits, 1 to 256, which is the default. */
    public BlindIndex<T> bits(int bits) {
        return replaced(hashing(checkedBits(bits), hash().terms()));
    }

    /**
     * Unique: among the tenant's rows, in a soft-deletable table among those that live.
     *
     * @throws SchemaException where the index is so short that different values collide
     */
    public BlindIndex<T> unique() {
        return replaced(uniquely());
    }

    /** Another encrypted column goes into the same hash: only both values together are found. */
    public CompoundBlindIndex with(EncryptedColumn<?> other) {
        return replacedBy(CompoundBlindIndex.of(definition(), hash(), over(), other));
    }

    /**
     * Has another column, with a key of its own, take this one's place. As long as this stands, both are written, both are
     * searched, both are unique where this is; {@code reencrypt} fills the new one in rows that are there. Then declare
     * the new one alone. Goes last.
     */
    public BlindIndex<T> movingTo(String column) {
        BlindIndex<T> next = new BlindIndex<>(successor(column), over(), null);
        BlindIndex<T> moving = replacedBy(new BlindIndex<>(definition(), over(), next));
        ((Table) source()).add(next);
        return moving;
    }

    /** The value is this one. */
    public Condition eq(@NonNull T value) {
        return equalTo(value);
    }

    /** The value is one of these. An empty collection matches nothing. */
    public Condition oneOf(Collection<? extends @NonNull T> values) {
        List<List<Object>> alternatives = new ArrayList<>();
        for (T value : values) {
            alternatives.add(List.of(searched(0, value)));
        }
        return matching(alternatives, false);
    }

    /** The type of the values, for who reads the declaration. */
    public SqlType<?> plainType() {
        return over().get(0).plainType();
    }
}
