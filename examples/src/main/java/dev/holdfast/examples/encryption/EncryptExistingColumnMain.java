package dev.holdfast.examples.encryption;

import dev.holdfast.Session;
import dev.holdfast.TenantScope;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.EncryptionMode;
import dev.holdfast.crypto.Keyring;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.table.BlindIndex;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** A column that was there in clear text is encrypted where it is, and decrypted again. */
public final class EncryptExistingColumnMain {

    /** As it was. */
    private static final class ClearGuests extends Table {

        final OrderedColumn<UUID> id = uuid("id").primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final TextColumn<String> phone = text("phone");

        ClearGuests() {
            super("guests");
        }
    }

    /** As it is to be. */
    private static final class Guests extends Table {

        final OrderedColumn<UUID> id = uuid("id").primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        // region:declaration
        final EncryptedColumn<String> phone = text("phone").encrypted();
        final BlindIndex<String> phoneIndex = phone.blindIndex("phone_bidx");
        // endregion:declaration

        Guests() {
            super("guests");
        }
    }

    private static final ClearGuests CLEAR = new ClearGuests();
    private static final Guests GUESTS = new Guests();

    private EncryptExistingColumnMain() {}

    public static void main(String[] args) throws Exception {
        Keyring keyring = TinkKeyring.development();
        try (var database = ExampleDatabase.with(Schema.of(CLEAR))) {
            for (long tenant : new long[] {ExampleDatabase.ACME, ExampleDatabase.GLOBEX}) {
                List.of("110", "112").forEach(phone -> store(database.holdfast().tenant(tenant), phone));
            }
            forth(database, keyring);
            back(database, keyring);
        }
    }

    private static void store(Session session, String phone) {
        session.insertInto(CLEAR, row -> row.set(CLEAR.id, UUID.randomUUID()).set(CLEAR.phone, phone))
                .execute();
    }

    private static void forth(ExampleDatabase database, Keyring keyring) throws Exception {
        database.migrate(changelog("encrypt.xml"));
        // region:migrating
        Encryption migrating = Encryption.with(keyring).mode(EncryptionMode.MIGRATING); // on every node
        // endregion:migrating
        JdbiHoldfast holdfast = database.node(Schema.of(GUESTS), migrating);
        TenantScope acme = holdfast.tenant(ExampleDatabase.ACME);
        System.out.println("Migrating: " + phones(acme) + ", read in clear: " + migrating.clearTextRead());
        // region:reencrypt
        holdfast.acrossTenants("encrypt phone numbers").forEachTenant(tenant -> {
            ReencryptionReport report = tenant.reencrypt(GUESTS).execute();
            System.out.println(
                    "Tenant " + tenant.tenantId() + ": " + report.changed() + " encrypted, left: " + report.left());
        });
        // endregion:reencrypt
        database.migrate(changelog("require.xml"));
        TenantScope strict =
                database.node(Schema.of(GUESTS), Encryption.with(keyring)).tenant(ExampleDatabase.ACME);
        System.out.println("Strict: " + phones(strict) + ", found by the index: "
                + strict.from(GUESTS).where(GUESTS.phoneIndex.eq("112")).count());
    }

    private static void back(ExampleDatabase database, Keyring keyring) throws Exception {
        database.rollback(changelog("require.xml"), 1);
        JdbiHoldfast holdfast =
                database.node(Schema.of(GUESTS), Encryption.with(keyring).mode(EncryptionMode.MIGRATING));
        // region:back
        holdfast.acrossTenants("phone numbers are public now").forEachTenant(tenant -> tenant.reencrypt(GUESTS)
                .backToClearText("in the public directory anyway")
                .execute());
        // endregion:back
        database.migrate(changelog("decrypt.xml"));
        System.out.println("And back: "
                + database.holdfast()
                        .tenant(ExampleDatabase.ACME)
                        .from(CLEAR)
                        .orderBy(CLEAR.phone.asc())
                        .values(CLEAR.phone)
                        .list());
    }

    private static List<String> phones(TenantScope scope) {
        return scope.from(GUESTS).values(GUESTS.phone).list().stream().sorted().toList();
    }

    private static String changelog(String name) throws IOException {
        try (InputStream file = EncryptExistingColumnMain.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
