package dev.holdfast.jdbi.internal.value;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.internal.SealedCell;
import java.util.function.Function;

/** Decrypts cells whose keys are there already, or says why one can't be decrypted. */
@FunctionalInterface
public interface CellOpener extends Function<SealedCell, Decrypted<Object>> {}
