package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.crypto.DataCipher;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.EncryptionMode;
import dev.holdfast.crypto.IndexFunction;
import dev.holdfast.crypto.KeyPurpose;
import dev.holdfast.crypto.KeyState;
import dev.holdfast.crypto.ShreddedException;
import dev.holdfast.crypto.WrappedKey;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds data keys in memory or in their table, opens them by the keyring, and makes those that are missing. Thread-safe. */
final class KeyLoader {

    /** SQLSTATE of the table's guard: the key's owner was shredded. */
    private static final String SHREDDED = "HF001";

    /** SQLSTATE of the guard where it would overlook a shredding. */
    private static final String OLD_SNAPSHOT = "25000";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Encryption encryption;
    private final KeyCache cache;

    KeyLoader(Encryption encryption) {
        this.encryption = encryption;
        this.cache = new KeyCache(encryption.keyLife(), encryption.cachedKeys());
    }

    KeyCache cache() {
        return cache;
    }

    /** The keys with these ids, as far as the session sees them. */
    Map<Long, OpenKey> byIds(Collection<Long> ids, KeyAccess access) {
        Map<Long, OpenKey> found = new HashMap<>();
        List<Long> missing = new ArrayList<>();
        for (Long id : ids) {
            OpenKey known = cache.byId(id);
            if (known == null) {
                missing.add(id);
            } else if (access.sees(known.tenant())) {
                found.put(id, known);
            }
        }
        if (!missing.isEmpty()) {
            long generation = cache.generation();
            long since = System.nanoTime();
            for (KeyRow row : access.with(dao -> dao.byIds(missing.toArray(Long[]::new)))) {
                OpenKey key = opened(row);
                found.put(row.id(), key);
                if (row.settled() && access.isCommitted()) {
                    cache.keep(key, null, since, generation);
                }
            }
        }
        return found;
    }

    /**
     * The active keys of owners.
     *
     * @param make the owners for which a missing key is made
     */
    Map<Owner, OpenKey> active(Collection<Owner> owners, Collection<Owner> make, KeyAccess access) {
        Map<Owner, OpenKey> found = new HashMap<>();
        List<Owner> missing = new ArrayList<>();
        for (Owner owner : owners) {
            OpenKey known = cache.active(owner);
            if (known == null) {
                missing.add(owner);
            } else {
                found.put(owner, known);
            }
        }
        if (missing.isEmpty()) {
            return found;
        }
        load(missing, found, access);
        List<Owner> toMake = missing.stream()
                .filter(owner -> !found.containsKey(owner) && make.contains(owner))
                .toList();
        if (!toMake.isEmpty()) {
            make(toMake, access);
            load(toMake, found, access);
            if (!found.keySet().containsAll(toMake)) {
                throw new EncryptionException("A data key was made by a transaction at the same time, which this one's"
                        + " snapshot doesn't show: run the transaction again");
            }
        }
        return found;
    }

    /** The active keys of owners as they stand in the table now; none is made. */
    Map<Owner, OpenKey> current(Collection<Owner> owners, KeyAccess access) {
        Map<Owner, OpenKey> found = new HashMap<>();
        load(List.copyOf(owners), found, access);
        return found;
    }

    private void load(List<Owner> owners, Map<Owner, OpenKey> into, KeyAccess access) {
        long generation = cache.generation();
        long since = System.nanoTime();
        List<KeyRow> rows = access.with(dao -> dao.active(owners));
        for (KeyRow row : rows) {
            OpenKey key = opened(row);
            into.put(row.owner(), key);
            if (row.settled() && access.isCommitted()) {
                cache.keep(key, row.owner(), since, generation);
            }
        }
    }

    private void make(List<Owner> owners, KeyAccess access) {
        if (encryption.mode() == EncryptionMode.READ_ONLY) {
            throw new EncryptionException("A data key is missing, and the mode READ_ONLY makes none");
        }
        // always in the same order, so that two transactions don't wait for each other
        List<KeyRow> rows =
                owners.stream().sorted(Owner.ORDER).map(this::newRow).toList();
        access.made();
        try {
            access.with(dao -> dao.insertAll(rows));
        } catch (RuntimeException e) {
            if (OLD_SNAPSHOT.equals(SqlErrors.stateOf(e))) {
                throw new EncryptionException(
                        "A data key is missing, and none can be made in this transaction, which somebody else began with"
                                + " isolation REPEATABLE READ or SERIALIZABLE: begin it READ COMMITTED, or write a first"
                                + " value of the tenant or person outside of it",
                        e);
            }
            throw orShredded(e);
        }
    }

    /** What the table's guard says of a new key for somebody who was shredded; else the same. */
    static RuntimeException orShredded(RuntimeException e) {
        return SHREDDED.equals(SqlErrors.stateOf(e))
                ? new ShreddedException(
                        "The tenant or person was shredded: no new values are encrypted for them. Give a new id to whoever"
                                + " comes back",
                        null,
                        null,
                        null)
                : e;
    }

    /** A new key of an owner, as it is to be stored. */
    KeyRow newRow(Owner owner) {
        long id = RANDOM.nextLong() >>> 1;
        try {
            WrappedKey wrapped = encryption
                    .keyring()
                    .create(owner.isIndex() ? KeyPurpose.INDEX : KeyPurpose.DATA, KeyRow.context(id, owner));
            return new KeyRow(
                    id,
                    owner.tenant(),
                    owner.subject(),
                    owner.purpose(),
                    "active",
                    wrapped.bytes(),
                    wrapped.keyringKeyId(),
                    false);
        } catch (GeneralSecurityException e) {
            throw new EncryptionException(
                    "The keyring can't make and wrap a data key by its primary key "
                            + encryption.keyring().primaryKeyId() + ": see the cause",
                    e);
        }
    }

    /** The keyring may be far away: it isn't asked for a key that is remembered. */
    private OpenKey opened(KeyRow row) {
        KeyState state = row.keyState();
        OpenKey known = cache.byId(row.id());
        if (known != null && known.isOpen() && row.wrapped() != null) {
            return new OpenKey(row.id(), row.tenant(), row.subject(), state, known.cipher(), known.index());
        }
        if (row.wrapped() == null) {
            return new OpenKey(row.id(), row.tenant(), row.subject(), state, null, null);
        }
        try {
            DataCipher cipher = null;
            IndexFunction index = null;
            if (row.owner().isIndex()) {
                index = encryption.keyring().indexFunction(row.wrappedKey(), row.context());
            } else {
                cipher = encryption.keyring().cipher(row.wrappedKey(), row.context());
            }
            return new OpenKey(row.id(), row.tenant(), row.subject(), state, cipher, index);
        } catch (GeneralSecurityException e) {
            return new OpenKey(row.id(), row.tenant(), row.subject(), state, null, null); // told by whoever needs it
        }
    }
}
