package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.PersonalDataStore;
import dev.holdfast.crypto.AllTenantsKeys;
import dev.holdfast.crypto.DataKeys;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.jdbi.internal.session.Parts;
import dev.holdfast.jdbi.internal.session.ScopeSession;
import dev.holdfast.jdbi.internal.value.Protector;
import dev.holdfast.query.Reencryption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encryption, as a part of the engine. Immutable and thread-safe. */
public final class EncryptionFeature implements Parts.Feature {

    private final @Nullable ColumnEncryption columnEncryption;
    private final List<PersonalDataStore> stores;

    /**
     * Encryption by the keyring that a Holdfast was built with.
     *
     * @param columnEncryption null for a Holdfast without encryption, which refuses all that needs it
     * @param stores what keeps values under data keys besides the tables
     */
    public EncryptionFeature(@Nullable ColumnEncryption columnEncryption, List<PersonalDataStore> stores) {
        this.columnEncryption = columnEncryption;
        this.stores = List.copyOf(stores);
    }

    @Override
    public void addTo(Parts.Builder parts) {
        ColumnEncryption set = columnEncryption;
        if (set != null) {
            parts.protection(sql -> new SessionProtector(set, sql));
        }
        parts.door(ScopeSession.class, DataKeys.class, scope -> new KeyManagement(scope, required(), stores))
                .door(ScopeSession.class, AllTenantsKeys.class, scope -> new AllTenantsKeyManagement(scope, required()))
                .job(ScopeSession.class, Reencryption.class, this::reencrypted);
    }

    private ColumnEncryption required() {
        if (columnEncryption == null) {
            throw Protector.missing();
        }
        return columnEncryption;
    }

    private ReencryptionReport reencrypted(ScopeSession scope, Reencryption reencryption) {
        return new Reencrypter(scope, required(), reencryption).run();
    }
}
