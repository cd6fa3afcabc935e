package dev.holdfast.jdbi;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.SecretKeyAccess;
import dev.holdfast.crypto.DataCipher;
import dev.holdfast.crypto.IndexFunction;
import dev.holdfast.crypto.KeyPurpose;
import dev.holdfast.crypto.Keyring;
import dev.holdfast.crypto.WrappedKey;
import dev.holdfast.jdbi.internal.crypto.tink.KeysetFiles;
import dev.holdfast.jdbi.internal.crypto.tink.TinkDataKeys;
import dev.holdfast.jdbi.internal.crypto.tink.TinkLibrary;
import dev.holdfast.jdbi.internal.crypto.tink.WrappingKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Set;

/**
 * A keyring by Google Tink; needs {@code com.google.crypto.tink:tink} on the class path, otherwise its factories throw
 * {@link dev.holdfast.error.MissingDependencyException}. Immutable and thread-safe; nothing is to be closed. The ids of
 * its keys are those of Tink's keyset in decimal digits, or the URIs of keys in a KMS.
 *
 * <p>Data keys are Tink keysets of one key, encrypted by the primary key of the keyring: AES-256-GCM or, by
 * {@link #withDataKeys}, XAES-256-GCM for values, and HMAC-SHA-256 for blind indexes.
 *
 * <p>Factories, and the methods that make another keyring or save this one, throw
 * {@link dev.holdfast.crypto.EncryptionException} where a file, a keyset or a KMS can't be used.
 */
public final class TinkKeyring implements Keyring {

    private static final System.Logger LOG = System.getLogger(TinkKeyring.class.getName());

    private final WrappingKeys keys;
    private final DataAlgorithm algorithm;
    private final boolean development;

    private TinkKeyring(WrappingKeys keys, DataAlgorithm algorithm, boolean development) {
        this.keys = keys;
        this.algorithm = algorithm;
        this.development = development;
    }

    private static TinkKeyring of(WrappingKeys keys) {
        return new TinkKeyring(keys, DataAlgorithm.AES_256_GCM, false);
    }

    /** The enabled keys of a keyset, which must all be AEAD keys. Its primary key is the keyring's. */
    public static TinkKeyring ofKeyset(KeysetHandle keyset) {
        TinkLibrary.require();
        return of(WrappingKeys.ofKeyset(keyset));
    }

    /**
     * An encrypted keyset in a file, as Tinkey writes it with {@code --out-format json}, or {@link #saveTo}.
     *
     * @param encryption the key that encrypts the file, most often of a KMS; used now, and not kept
     */
    public static TinkKeyring ofFile(Path file, Aead encryption) {
        TinkLibrary.require();
        return of(WrappingKeys.ofKeyset(KeysetFiles.read(file, encryption)));
    }

    /**
     * A keyset that lies in clear text in a file: whoever reads the file and the database reads everything.
     *
     * @param access {@code InsecureSecretKeyAccess.get()}, so that a search for that name finds the place
     */
    public static TinkKeyring ofCleartextFile(Path file, SecretKeyAccess access) {
        TinkLibrary.require();
        return of(WrappingKeys.ofKeyset(KeysetFiles.readCleartext(file, access)));
    }

    /**
     * A key that never leaves a key management service, which wraps and unwraps each data key. Older ones are given by
     * {@link #alsoUnwrapping}.
     *
     * @param keyUri like {@code aws-kms://arn:aws:kms:…}; it is the key's id, and stands in the table of data keys
     */
    public static TinkKeyring ofKms(String keyUri, KmsClient client) {
        TinkLibrary.require();
        return of(WrappingKeys.ofKms(keyUri, client));
    }

    /** A new keyset with one key, AES-256-GCM. Save it before it is used: it is nowhere else. */
    public static TinkKeyring generate() {
        TinkLibrary.require();
        return of(WrappingKeys.generate());
    }

    /** For tests and trials: keys in memory, gone with the process. Warns in the log that it protects nothing. */
    public static TinkKeyring development() {
        TinkLibrary.require();
        warn("are in memory only: what they encrypt can't be read once this process has ended");
        return new TinkKeyring(WrappingKeys.generate(), DataAlgorithm.AES_256_GCM, true);
    }

    /**
     * For examples and developers' machines: keys in clear text in a file, which is made where there is none. Warns in
     * the log that it protects nothing.
     */
    public static TinkKeyring development(Path file) {
        TinkLibrary.require();
        warn("lie in clear text in " + file);
        if (!Files.exists(file)) {
            KeysetFiles.writeCleartext(file, WrappingKeys.generate().keyset(), InsecureSecretKeyAccess.get());
        }
        KeysetHandle keyset = KeysetFiles.readCleartext(file, InsecureSecretKeyAccess.get());
        return new TinkKeyring(WrappingKeys.ofKeyset(keyset), DataAlgorithm.AES_256_GCM, true);
    }

    private static void warn(String where) {
        LOG.log(
                System.Logger.Level.WARNING,
                "THIS IS A DEVELOPMENT KEYRING, IT PROTECTS NOTHING: its keys " + where
                        + ". Never use it for real data; take TinkKeyring.ofKms or TinkKeyring.ofFile there");
    }

    /** Another keyring whose new data keys are of that kind. */
    public TinkKeyring withDataKeys(DataAlgorithm algorithm) {
        return new TinkKeyring(keys, algorithm, development);
    }

    /**
     * Another keyring, which has one more key, a new one, as its primary key. Save it, give it to every node, then
     * rewrap. Refused where the primary key is of a KMS: keys are made there, see {@link #alsoUnwrapping}.
     */
    public TinkKeyring withNewPrimary() {
        return new TinkKeyring(keys.withNewPrimary(), algorithm, development);
    }

    /**
     * Another keyring, which lacks a key; refused for the primary one. Data keys that are still wrapped by it can't be
     * opened any more: rewrap before.
     */
    public TinkKeyring withoutKey(String keyId) {
        return new TinkKeyring(keys.withoutKey(keyId), algorithm, development);
    }

    /**
     * Another keyring, which also unwraps by the keys of an older one, and wraps by its own primary key as before: for
     * the way from one key of a KMS to the next, or from a file to a KMS. Refused where both have a key of the same id.
     */
    public TinkKeyring alsoUnwrapping(TinkKeyring older) {
        return new TinkKeyring(keys.alsoUnwrapping(older.keys), algorithm, development || older.development);
    }

    /**
     * Writes the keyset, encrypted, to a file that its owner alone can read; without keys of {@link #alsoUnwrapping}. A
     * file that exists is replaced at once, but only by a keyset that has all of its keys.
     *
     * @param encryption the key that encrypts the file; that of the file, where it exists
     */
    public void saveTo(Path file, Aead encryption) {
        KeysetFiles.write(file, keys.keyset(), encryption);
    }

    /**
     * As {@link #saveTo}, in clear text.
     *
     * @param access {@code InsecureSecretKeyAccess.get()}, so that a search for that name finds the place
     */
    public void saveCleartextTo(Path file, SecretKeyAccess access) {
        KeysetFiles.writeCleartext(file, keys.keyset(), access);
    }

    @Override
    public String primaryKeyId() {
        return keys.primaryId();
    }

    @Override
    public Set<String> keyIds() {
        return keys.ids();
    }

    /** 2^32, or without a limit that counts for XAES-256-GCM. */
    @Override
    public long valuesPerDataKey() {
        return algorithm == DataAlgorithm.XAES_256_GCM ? Long.MAX_VALUE : Keyring.super.valuesPerDataKey();
    }

    @Override
    public WrappedKey create(KeyPurpose purpose, byte[] context) throws GeneralSecurityException {
        return keys.wrap(TinkDataKeys.generate(purpose, algorithm), context);
    }

    @Override
    public WrappedKey rewrap(WrappedKey key, byte[] context) throws GeneralSecurityException {
        return keys.wrap(keys.unwrap(key, context), context);
    }

    @Override
    public DataCipher cipher(WrappedKey key, byte[] context) throws GeneralSecurityException {
        return TinkDataKeys.cipher(keys.unwrap(key, context));
    }

    @Override
    public IndexFunction indexFunction(WrappedKey key, byte[] context) throws GeneralSecurityException {
        return TinkDataKeys.indexFunction(keys.unwrap(key, context));
    }

    /** The ids of its keys, which are no secret. */
    @Override
    public String toString() {
        return (development ? "TinkKeyring[DEVELOPMENT, primary " : "TinkKeyring[primary ") + primaryKeyId() + ", keys "
                + keyIds() + "]";
    }
}
