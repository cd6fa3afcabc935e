package dev.holdfast.jdbi.internal.crypto.doctor;

import static dev.holdfast.jdbi.crypto.Letters.LETTERS;
import static dev.holdfast.jdbi.crypto.Patients.PATIENTS;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.table.BlindIndex;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A healthy database with encrypted columns, of tenants and of none. */
public final class Practice implements DatabaseTemplate {

    static final Vouchers VOUCHERS = new Vouchers();
    public static final Schema SCHEMA = Schema.of(PATIENTS, LETTERS, VOUCHERS);
    public static final TinkKeyring KEYRING = TinkKeyring.generate();

    /** Belongs to no tenant, and is on the way from one blind index to the next. */
    public static final class Vouchers extends Table {
        public final OrderedColumn<UUID> id = uuid("id").primaryKey();
        final EncryptedColumn<String> code = text("code").encrypted();
        final BlindIndex<String> codeIndex =
                code.blindIndex("code_bidx").unique().movingTo("code_bidx2");
        final EncryptedColumn<@Nullable String> note = text("note").nullable().encrypted();
        final BlindIndex<@Nullable String> noteIndex = note.blindIndex("note_bidx");
        final EncryptedColumn<@Nullable Boolean> spent =
                bool("spent").encrypted().nullable();
        final BlindIndex<@Nullable Boolean> spentIndex =
                spent.blindIndexOfFewValues("spent_bidx", "everybody sees which are spent");

        private Vouchers() {
            super("vouchers");
        }
    }

    @Override
    public void prepare(TestDatabase database) throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Press.migrate(owner, Changelog.of(SCHEMA, "practice").toXml());
        }
        holdfast(database, Encryption.with(KEYRING))
                .acrossTenants("fixture")
                .tenants()
                .create(1L, "Practice");
    }

    public static JdbiHoldfast holdfast(TestDatabase database, Encryption encryption) {
        return JdbiHoldfast.builder(database.applicationDataSource())
                .schema(SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .encryption(encryption)
                .build();
    }

    /** The condition of {@code addEncryptedColumn}'s check. */
    public static String encrypted(String column) {
        return "substring(" + column + " from 1 for 1) = '\\x01' and octet_length(" + column + ") >= 37";
    }
}
