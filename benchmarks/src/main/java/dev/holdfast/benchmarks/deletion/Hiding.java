package dev.holdfast.benchmarks.deletion;

import java.util.UUID;

/** One way to hide rows and to bring them back. Each call gives the number of rows that it changed. One thread's. */
interface Hiding extends AutoCloseable {

    /** Hides one row that nothing refers to. */
    long deleteCommit(UUID id) throws Exception;

    /** Hides a row, and under the same deletion those that refer to it. */
    long deleteAuthor(UUID id) throws Exception;

    /**
     * Brings back what {@link #deleteAuthor} hid.
     *
     * @param deletion the id that its rows have, where they have one
     */
    long restoreAuthor(UUID id, UUID deletion) throws Exception;
}
