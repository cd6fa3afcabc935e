package dev.holdfast.cqrs;

import dev.holdfast.error.HoldfastException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Calls what the user gave, outside of a transaction. */
final class Unchecked {

    private Unchecked() {}

    /** Checked exceptions come out as the cause of ours. */
    static <R extends @Nullable Object> R call(Callable<R> given) {
        try {
            return given.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HoldfastException("The handling was interrupted", e);
        } catch (Exception e) {
            throw new HoldfastException(
                    "The handling failed with " + e.getClass().getName(), e);
        }
    }
}
