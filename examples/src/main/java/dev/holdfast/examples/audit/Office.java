package dev.holdfast.examples.audit;

import static dev.holdfast.examples.audit.Contracts.CONTRACTS;

import dev.holdfast.Session;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.table.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** An office with contracts. */
public final class Office {

    private Office() {}

    /** A database in which contracts are audited. */
    public static ExampleDatabase open() {
        return ExampleDatabase.with(Schema.of(CONTRACTS), Encryption.with(TinkKeyring.development()));
    }

    /** Has actors be the tenants' users: user-7 is one of Acme's, user-8 one of Globex's. */
    public static void employ(ExampleDatabase database) {
        try (var changelog = Office.class.getResourceAsStream("actors.xml")) {
            database.migrate(new String(Objects.requireNonNull(changelog).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
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
