package dev.holdfast.crypto;

/**
 * The data keys of all tenants, suspended ones too. What is a tenant's own to do ({@code list}, {@code promote},
 * {@code uses}, {@code retire}, {@code shredSubject}, {@code reencryptStores}) is refused here by an
 * {@link dev.holdfast.crypto.EncryptionException}: it is done in {@code forEachTenant(scope -> scope.keys()…)}.
 */
public interface AllTenantsKeys extends DataKeys {

    /**
     * Wraps the data keys of all tenants by the keyring's primary key. Once it has returned, and every node has the new
     * keyring, the keyring's other keys are needed no more.
     *
     * @return how many keys were wrapped anew
     */
    @Override
    long rewrap();

    /**
     * Destroys all data keys of a tenant, its people's too, for good: what was encrypted by them reads as
     * {@link Decrypted.Shredded} here at once, on other nodes after the time that keys are kept. New values of the tenant
     * are refused. Blind indexes stay as they are: without their keys, which are destroyed too, they tell no more than
     * which of the rows had equal values.
     *
     * @param tenant its id, of the type that the schema's tenant keys have
     * @return how many keys were destroyed
     * @throws dev.holdfast.error.InvalidValueException where it is of another type or empty
     */
    long shredTenant(Object tenant);
}
