package dev.holdfast.examples.audit;

import static dev.holdfast.examples.audit.Contracts.CONTRACTS;

import dev.holdfast.Session;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.table.Schema;
import java.math.BigDecimal;

/** An office with contracts. */
public final class Office {

    private Office() {}

    /** A database in which contracts are audited. */
    public static ExampleDatabase open() {
        return ExampleDatabase.with(Schema.of(CONTRACTS), Encryption.with(TinkKeyring.development()));
    }

    /** Stores a contract. */
    public static void contract(Session session, long id, String customer, String fee) {
        session.insertInto(CONTRACTS, row -> row.set(CONTRACTS.id, id)
                        .set(CONTRACTS.customer, customer)
                        .set(CONTRACTS.fee, new BigDecimal(fee))
                        .set(CONTRACTS.taxId, "tax " + id))
                .execute();
    }
}
