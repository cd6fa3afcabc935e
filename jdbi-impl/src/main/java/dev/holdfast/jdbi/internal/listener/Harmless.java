package dev.holdfast.jdbi.internal.listener;

import dev.holdfast.listener.StatementListener;

/** Calls what is told, whose failure isn't the statement's. */
final class Harmless {

    private static final System.Logger LOG = System.getLogger(StatementListener.class.getName());

    private Harmless() {}

    static void call(Object told, Runnable call) {
        try {
            call.run();
        } catch (Throwable thrown) { // a test's assertion, too, and what Kotlin throws unchecked
            if (thrown instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    told.getClass().getName() + " threw " + thrown.getClass().getName()
                            + " when it was told of a statement, which isn't affected",
                    withoutMessage(thrown));
        }
    }

    /** Where it was thrown; what its message may hold nobody knows. */
    private static Throwable withoutMessage(Throwable thrown) {
        Throwable shown = new RuntimeException(thrown.getClass().getName());
        shown.setStackTrace(thrown.getStackTrace());
        return shown;
    }
}
