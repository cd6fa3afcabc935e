package dev.holdfast.jdbi.internal.event;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.internal.SealedCell;
import java.util.Set;
import java.util.function.Function;

/** Gives what decrypts cells under these keys, in a session. */
@FunctionalInterface
public interface Opener {
    Function<SealedCell, Decrypted<Object>> with(Set<Long> keyIds);
}
