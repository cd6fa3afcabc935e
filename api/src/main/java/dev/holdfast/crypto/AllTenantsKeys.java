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
     * <p>A registered tenant that has no key yet can have none from then on either. One that isn't registered any more is
     * shredded as long as a key of it is there. Of one that isn't registered and never had a key nothing is known: it is
     * refused, since its id is likely to be mistyped. Sends {@code select holdfast.shred_tenant(…)}, which says the same to
     * plain SQL.
     *
     * @param tenant its id, of the type that the schema's tenant keys have
     * @return how many keys were destroyed; 0 where none was left
     * @throws dev.holdfast.error.TenantRequiredException where it is of another type or blank, or isn't registered and has
     *     no key
     * @throws dev.holdfast.error.InvalidValueException where PostgreSQL can't keep it, or it is too long
     */
    long shredTenant(Object tenant);
}
