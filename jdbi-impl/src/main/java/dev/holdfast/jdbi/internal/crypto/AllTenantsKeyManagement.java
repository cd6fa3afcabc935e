package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.crypto.AllTenantsKeys;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.KeyInfo;
import dev.holdfast.crypto.ReencryptionProgress;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.jdbi.JdbiScope;
import java.util.List;
import java.util.function.Consumer;

/** The data keys of all tenants. Thread-safe. */
final class AllTenantsKeyManagement implements AllTenantsKeys {

    private final JdbiScope scope;
    private final ColumnEncryption columnEncryption;

    AllTenantsKeyManagement(JdbiScope scope, ColumnEncryption columnEncryption) {
        this.scope = scope;
        this.columnEncryption = columnEncryption;
    }

    @Override
    public long shredTenant(Object tenant) {
        return new Shredding(scope, columnEncryption, List.of()).ofTenant(tenant);
    }

    @Override
    public long rewrap() {
        return new Rewrapping(scope, columnEncryption, true).run();
    }

    private static EncryptionException refused() {
        return new EncryptionException(
                "Data keys are each tenant's own: use forEachTenant(scope -> scope.keys()…), or keys().shredTenant(id)");
    }

    @Override
    public List<KeyInfo> list() {
        throw refused();
    }

    @Override
    public KeyInfo promote() {
        throw refused();
    }

    @Override
    public KeyInfo promote(Object subject) {
        throw refused();
    }

    @Override
    public long uses(long keyId) {
        throw refused();
    }

    @Override
    public void retire(long keyId) {
        throw refused();
    }

    @Override
    public long shredSubject(Object subject) {
        throw refused();
    }

    @Override
    public ReencryptionReport reencryptStores(Consumer<? super ReencryptionProgress> listener) {
        throw refused();
    }
}
