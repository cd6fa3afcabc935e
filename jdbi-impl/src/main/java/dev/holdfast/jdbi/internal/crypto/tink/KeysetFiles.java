package dev.holdfast.jdbi.internal.crypto.tink;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.SecretKeyAccess;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import dev.holdfast.crypto.EncryptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;

/** Keysets in files, in Tink's JSON format and with no associated data, as Tinkey writes and reads them. */
public final class KeysetFiles {

    private static final byte[] NO_ASSOCIATED_DATA = {};

    private KeysetFiles() {}

    public static KeysetHandle read(Path file, Aead encryption) {
        String json = textOf(file);
        try {
            return whole(TinkJsonProtoKeysetFormat.parseEncryptedKeyset(
                    json, encryption, NO_ASSOCIATED_DATA, RegistryConfiguration.get()));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new EncryptionException(
                    "The keyset file " + file + " can't be read as an encrypted keyset in Tink's JSON format, encrypted"
                            + " by the given key: " + e.getMessage(),
                    e);
        }
    }

    public static KeysetHandle readCleartext(Path file, SecretKeyAccess access) {
        String json = textOf(file);
        try {
            return whole(TinkJsonProtoKeysetFormat.parseKeyset(json, RegistryConfiguration.get(), access));
        } catch (GeneralSecurityException | RuntimeException e) {
            // Without the cause: a parser may quote what it stumbled over, and these are keys.
            throw new EncryptionException("The file " + file + " isn't a clear-text keyset in Tink's JSON format"
                    + " (an encrypted one is opened by ofFile)");
        }
    }

    public static void write(Path file, KeysetHandle keyset, Aead encryption) {
        if (Files.exists(file)) {
            refuseLoss(file, read(file, encryption), keyset);
        }
        try {
            replace(
                    file,
                    TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(
                            keyset, encryption, NO_ASSOCIATED_DATA, RegistryConfiguration.get()));
        } catch (GeneralSecurityException e) {
            throw new EncryptionException(
                    "The keyset can't be encrypted for the file " + file + ": " + e.getMessage(), e);
        }
    }

    public static void writeCleartext(Path file, KeysetHandle keyset, SecretKeyAccess access) {
        if (Files.exists(file)) {
            refuseLoss(file, readCleartext(file, access), keyset);
        }
        try {
            replace(file, TinkJsonProtoKeysetFormat.serializeKeyset(keyset, RegistryConfiguration.get(), access));
        } catch (GeneralSecurityException e) {
            throw new EncryptionException("The keyset can't be written to the file " + file + ": " + e.getMessage(), e);
        }
    }

    /** A keyset that is overwritten takes everything with it that was encrypted under its keys. */
    private static void refuseLoss(Path file, KeysetHandle old, KeysetHandle keyset) {
        for (int i = 0; i < old.size(); i++) {
            if (!has(keyset, old.getAt(i))) {
                throw new EncryptionException("The keyset file " + file + " has the key "
                        + Integer.toUnsignedString(old.getAt(i).getId())
                        + ", which would be lost: save to a new file, or start from this one");
            }
        }
    }

    private static boolean has(KeysetHandle keyset, KeysetHandle.Entry wanted) {
        for (int i = 0; i < keyset.size(); i++) {
            KeysetHandle.Entry entry = keyset.getAt(i);
            if (entry.getId() == wanted.getId() && entry.getKey().equalsKey(wanted.getKey())) {
                return true;
            }
        }
        return false;
    }

    /** Tink tells of a key that it can't parse only when that key is looked at. */
    private static KeysetHandle whole(KeysetHandle keyset) {
        for (int i = 0; i < keyset.size(); i++) {
            keyset.getAt(i);
        }
        return keyset;
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new EncryptionException("The keyset file " + file + " can't be read: " + e, e);
        }
    }

    /** At once or not at all. A temporary file is its owner's only, and so is what it becomes. */
    private static void replace(Path file, String json) {
        try {
            Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), ".keyset", null);
            try {
                Files.writeString(temporary, json, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new EncryptionException("The keyset file " + file + " can't be written: " + e, e);
        }
    }
}
