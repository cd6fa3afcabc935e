package dev.holdfast.jdbi.internal.crypto.tink;

import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.prf.PrfConfig;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.error.MissingDependencyException;
import java.security.GeneralSecurityException;

/** Tink on the class path, with its primitives registered. Thread-safe. */
public final class TinkLibrary {

    private static volatile boolean registered;

    private TinkLibrary() {}

    /** To be called before anything else of Tink is touched. Registering twice, in a race, does no harm. */
    public static void require() {
        if (registered) {
            return;
        }
        try {
            AeadConfig.register();
            PrfConfig.register();
            registered = true;
        } catch (NoClassDefFoundError e) {
            throw new MissingDependencyException("TinkKeyring needs Google Tink, which isn't on the class path: add"
                    + " com.google.crypto.tink:tink with its dependencies (" + e.getMessage() + " wasn't found)");
        } catch (GeneralSecurityException e) {
            throw new EncryptionException("Tink's primitives can't be registered: " + e.getMessage(), e);
        }
    }
}
