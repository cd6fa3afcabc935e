package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.crypto.DataCipher;
import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.DecryptionException;
import dev.holdfast.crypto.DecryptionException.Reason;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.EncryptionMode;
import dev.holdfast.crypto.IndexFunction;
import dev.holdfast.crypto.KeyState;
import dev.holdfast.error.MissingDependencyException;
import dev.holdfast.internal.BlindHash;
import dev.holdfast.internal.CellInput;
import dev.holdfast.internal.EncryptedCell;
import dev.holdfast.internal.HashInput;
import dev.holdfast.internal.SealedCell;
import dev.holdfast.jdbi.internal.value.CellHeader;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The content of encrypted columns: a byte for the format, the data key's id in eight bytes, and the ciphertext.
 * Associated data are, each with its length before it: the scheme, the header, table, column, tenant, subject, and the
 * primary key's values after their number. Immutable and thread-safe.
 */
final class CellCodec {

    private static final int HEADER = CellHeader.LENGTH;
    private static final int MAX_NAMES = 10_000;
    private static final byte[] SCHEME = LengthPrefixed.utf8("holdfast cell 1");
    private static final int FIXED = SCHEME.length + HEADER + 5 * Integer.BYTES; // with lengths and the keys' number
    private static final byte[] INDEX_SCHEME = LengthPrefixed.utf8("holdfast index 1");

    private final Encryption encryption;
    private final CellContent content;
    private final Map<EncryptedCell, byte[]> names = new ConcurrentHashMap<>();

    CellCodec(Encryption encryption, CellContent content) {
        this.encryption = encryption;
        this.content = content;
    }

    /** Encrypts. */
    byte[] seal(EncryptedCell type, OpenKey key, CellInput input, String tenant) {
        byte[] plain = content.bytes(type, type.plain(), input.value());
        return seal(new SealedCell(type, plain, tenant, input.subject(), input.rowKey()), key);
    }

    /**
     * Encrypts what is a value's bytes already.
     *
     * @param plain the bytes, and what they are to be bound to
     */
    byte[] seal(SealedCell plain, OpenKey key) {
        EncryptedCell type = plain.type();
        DataCipher cipher = key.cipher();
        if (cipher == null) {
            throw new EncryptionException(
                    "Data key " + key.id() + ", by which a value of " + type.table() + "." + type.column()
                            + " is to be encrypted, can't be opened by the keyring: give it the key that wrapped it");
        }
        byte[] header = CellHeader.of(key.id());
        try {
            byte[] sealed = cipher.encrypt(plain.bytes(), associated(plain, key.subject(), header));
            byte[] cell = new byte[HEADER + sealed.length];
            System.arraycopy(header, 0, cell, 0, HEADER);
            System.arraycopy(sealed, 0, cell, HEADER, sealed.length);
            return cell;
        } catch (GeneralSecurityException e) {
            throw new EncryptionException(
                    "A value of " + type.table() + "." + type.column() + " couldn't be encrypted by data key "
                            + key.id(),
                    e);
        }
    }

    /**
     * Decrypts, or says why not.
     *
     * @param key the one that the cell names; null where there is none
     */
    Decrypted<Object> open(SealedCell cell, @Nullable OpenKey key) {
        Decrypted<byte[]> plain = plain(cell, key);
        if (plain instanceof Decrypted.Clear<byte[]> clear) {
            return decoded(cell.type(), CellHeader.keyId(cell.bytes()), clear.value());
        }
        return plain.map(bytes -> bytes); // there are none
    }

    /** As {@link #open}, but leaves the bytes as they are. */
    Decrypted<byte[]> plain(SealedCell cell, @Nullable OpenKey key) {
        EncryptedCell type = cell.type();
        byte[] bytes = cell.bytes();
        if (CellHeader.isClear(bytes)) {
            if (encryption.mode() != EncryptionMode.MIGRATING) {
                return unreadable(
                        Reason.CLEAR_TEXT,
                        type,
                        null,
                        "it isn't encrypted. Encrypt it by reencrypt(…), in the mode MIGRATING until all is");
            }
            encryption.countClearText();
            return new Decrypted.Clear<>(Arrays.copyOfRange(bytes, 1, bytes.length));
        }
        Long keyId = CellHeader.keyId(bytes);
        if (keyId == null) {
            return unreadable(
                    Reason.UNKNOWN_FORMAT, type, null, "it has no header of a format that this version knows");
        }
        if (key == null || key.index() != null) {
            return unreadable(
                    Reason.UNKNOWN_KEY,
                    type,
                    keyId,
                    "this session sees no such key: the value was copied from elsewhere, or its header was altered");
        }
        if (key.state() == KeyState.SHREDDED) {
            return new Decrypted.Shredded<>(type.table(), type.column(), keyId);
        }
        if (key.state() == KeyState.RETIRED) {
            return unreadable(
                    Reason.RETIRED_KEY,
                    type,
                    keyId,
                    "that key was retired when no value was under it any more: this one is from a copy that is older");
        }
        DataCipher cipher = key.cipher();
        if (cipher == null) {
            return unreadable(
                    Reason.KEYRING, type, keyId, "the keyring can't open that key: give it the key that wrapped it");
        }
        return decrypted(cell, keyId, cipher, key.subject());
    }

    private Decrypted<byte[]> decrypted(SealedCell cell, long keyId, DataCipher cipher, String keySubject) {
        EncryptedCell type = cell.type();
        byte[] bytes = cell.bytes();
        try {
            return new Decrypted.Clear<>(cipher.decrypt(
                    Arrays.copyOfRange(bytes, HEADER, bytes.length), associated(cell, keySubject, bytes)));
        } catch (GeneralSecurityException e) {
            return unreadable(
                    Reason.ALTERED_OR_MOVED,
                    type,
                    keyId,
                    "it was altered, or stands in another row, column, table or tenant than it was written to. Compare with a"
                            + " backup; after a rename declare the column boundTo(…) its old names");
        }
    }

    /** A value as the plain type's codec takes it, from its bytes. */
    Object wired(EncryptedCell type, byte[] plain) {
        return type.plain().toWire(content.value(type.plain(), plain));
    }

    private Decrypted<Object> decoded(EncryptedCell type, @Nullable Long keyId, byte[] plain) {
        try {
            return new Decrypted.Clear<>(content.value(type.plain(), plain));
        } catch (MissingDependencyException e) {
            throw e;
        } catch (RuntimeException e) {
            // the codec's message may hold the value
            return unreadable(
                    Reason.UNREADABLE_CONTENT,
                    type,
                    keyId,
                    "it was decrypted, but isn't " + type.plain() + " ("
                            + e.getClass().getSimpleName() + "): declare the type under which it was written");
        }
    }

    private static <T> Decrypted<T> unreadable(
            Reason reason, EncryptedCell type, @Nullable Long keyId, String explanation) {
        return new Decrypted.Unreadable<>(
                new DecryptionException(reason, type.table(), type.column(), keyId, explanation));
    }

    /** Hashes for a blind index. */
    byte[] hash(BlindHash type, OpenKey key, HashInput input) {
        IndexFunction function = key.index();
        if (function == null) {
            throw new EncryptionException("Data key " + key.id() + ", of the blind index " + type.table() + "."
                    + type.column() + ", can't be opened by the keyring: give it the key that wrapped it");
        }
        LengthPrefixed fields = new LengthPrefixed(64).add(INDEX_SCHEME);
        List<BlindHash.Term> terms = type.terms();
        for (int i = 0; i < terms.size(); i++) {
            fields.add(content.hashed(type, terms.get(i), input.values().get(i)));
        }
        try {
            byte[] hash = function.compute(fields.toBytes(), type.bytes());
            int unused = 8 * type.bytes() - type.bits();
            hash[hash.length - 1] &= (byte) (0xff << unused);
            return hash;
        } catch (GeneralSecurityException e) {
            throw new EncryptionException(
                    "The blind index " + type.table() + "." + type.column() + " couldn't be computed", e);
        }
    }

    /** Of the header's array the beginning counts alone: it may be the whole cell. */
    private byte[] associated(SealedCell cell, String keySubject, byte[] header) {
        String subject = cell.subject() == null ? keySubject : cell.subject();
        byte[] named = names(cell.type());
        List<String> rowKey = cell.rowKey();
        int expected = FIXED + named.length + cell.tenant().length() + subject.length();
        for (int i = 0; i < rowKey.size(); i++) {
            expected += Integer.BYTES + rowKey.get(i).length();
        }
        LengthPrefixed fields = new LengthPrefixed(expected)
                .add(SCHEME)
                .number(HEADER)
                .raw(header, 0, HEADER)
                .raw(named, 0, named.length)
                .add(cell.tenant())
                .add(subject)
                .number(rowKey.size());
        for (int i = 0; i < rowKey.size(); i++) {
            fields.add(rowKey.get(i));
        }
        return fields.toBytes();
    }

    private byte[] names(EncryptedCell type) {
        byte[] known = names.get(type);
        if (known == null) {
            known = new LengthPrefixed(64).add(type.table()).add(type.column()).toBytes();
            if (names.size() < MAX_NAMES) {
                names.put(type, known);
            }
        }
        return known;
    }
}
