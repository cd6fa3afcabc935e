package dev.holdfast.jdbi.internal.value;

import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Protection;
import dev.holdfast.internal.ValueType;
import dev.holdfast.internal.Wire;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encrypts and hashes what a session's statements bind, and decrypts what they read. Of the session's thread-safety. */
public interface Protector {

    /** Of a Holdfast without encryption: refuses all. */
    Protector NONE = new Protector() {

        @Override
        public ParameterProtector forParameters(List<Parameter> parameters) {
            throw missing();
        }

        @Override
        public CellOpener opener(Collection<Long> keyIds) {
            throw missing();
        }

        @Override
        public boolean isConfigured() {
            return false;
        }
    };

    /** Protects the parameters of one statement, whose keys are there already. */
    @FunctionalInterface
    interface ParameterProtector {

        /** What is sent instead of the value. */
        byte[] protect(ValueType type, Object value);
    }

    /** What protects a statement's parameters; missing keys are made before the statement is sent. */
    ParameterProtector forParameters(List<Parameter> parameters);

    /** What decrypts values whose key ids were noted while they were read. */
    CellOpener opener(Collection<Long> keyIds);

    /** Whether the Holdfast was built with encryption. */
    default boolean isConfigured() {
        return true;
    }

    /** Whether a statement has values that are encrypted or hashed when they are bound. */
    static boolean isNeededFor(List<Parameter> parameters) {
        for (int i = 0; i < parameters.size(); i++) {
            if (protection(parameters.get(i).type()) != null) {
                return true;
            }
        }
        return false;
    }

    /** How values of a type, or an array's elements, are protected; null where they aren't. */
    static @Nullable Protection protection(ValueType type) {
        Wire wire = type.wire();
        if (wire == Wire.ENCRYPTED || wire == Wire.BLIND_INDEX) {
            return type.protection();
        }
        ValueType element = wire == Wire.ARRAY ? type.element() : null;
        return element == null ? null : element.protection();
    }

    /** That encryption is asked for, and the Holdfast was built without. */
    static EncryptionException missing() {
        return new EncryptionException("The statement has encrypted columns, and this Holdfast was built without"
                + " encryption: give .encryption(Encryption.with(keyring)) to the builder");
    }
}
