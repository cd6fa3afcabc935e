package dev.holdfast.table;

import dev.holdfast.crypto.Normalization;
import dev.holdfast.error.SchemaException;
import dev.holdfast.expression.Condition;
import dev.holdfast.internal.BlindHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A blind index over several encrypted columns: finds rows in which all have the values given. NULL in one of them
 * leaves it empty. As a {@link BlindIndex} otherwise.
 */
public final class CompoundBlindIndex extends BlindIndexColumn {

    private CompoundBlindIndex(Definition definition, List<EncryptedColumn<?>> over, @Nullable BlindIndexColumn next) {
        super(definition, over, next);
    }

    static CompoundBlindIndex of(
            Definition definition, BlindHash hash, List<EncryptedColumn<?>> over, EncryptedColumn<?> further) {
        if (!further.source().equals(definition.source()) || over.contains(further)) {
            throw new SchemaException(further.qualifiedName() + " can't join the index "
                    + definition.source().name() + "." + definition.name()
                    + ": give another encrypted column of that table");
        }
        List<EncryptedColumn<?>> all = new ArrayList<>(over);
        all.add(further);
        List<BlindHash.Term> terms = new ArrayList<>(hash.terms());
        terms.add(further.term(Normalization.NONE));
        Definition joined = definition((Table) definition.source(), definition.name(), hash.bits(), terms)
                .ofFewValues(definition.fewValues());
        return new CompoundBlindIndex(definition.unique() ? joined.asUnique() : joined, all, null);
    }

    @Override
    CompoundBlindIndex derive(Definition changed) {
        return new CompoundBlindIndex(changed, over(), next());
    }

    /** Another column goes into the same hash. */
    public CompoundBlindIndex with(EncryptedColumn<?> other) {
        return replacedBy(of(definition(), hash(), over(), other));
    }

    /** Normalises the values of the column that was added last. */
    public CompoundBlindIndex normalized(Normalization normalization) {
        int last = over().size() - 1;
        EncryptedColumn<?> column = over().get(last);
        if (column.plainType().wire() != dev.holdfast.internal.Wire.TEXT) {
            throw new SchemaException(column.qualifiedName() + " isn't text, and text alone is normalised");
        }
        List<BlindHash.Term> terms = new ArrayList<>(hash().terms());
        terms.set(last, column.term(normalization));
        return replaced(hashing(hash().bits(), terms));
    }

    /** Unique: among the tenant's rows, in a soft-deletable table among those that live. */
    public CompoundBlindIndex unique() {
        return replaced(uniquely());
    }

    /** As {@link BlindIndex#movingTo}. */
    public CompoundBlindIndex movingTo(String column) {
        CompoundBlindIndex next = new CompoundBlindIndex(successor(column), over(), null);
        CompoundBlindIndex moving = replacedBy(new CompoundBlindIndex(definition(), over(), next));
        ((Table) source()).add(next);
        return moving;
    }

    /**
     * The columns have these values.
     *
     * @param values one for each column, in their order, each of the column's Java type
     */
    public Condition eq(Object... values) {
        return equalTo(values);
    }
}
