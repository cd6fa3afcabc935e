package dev.holdfast.listener;

/**
 * Is told of each statement that was sent for the application: those of the language, whether alone, in a transaction or
 * as a stream; those of SqlObjects and handles; and those of Holdfast's features, such as events, data keys and jobs over
 * tables. Not of what goes around them: begin, commit, savepoints, the settings of a session.
 *
 * <p>It is called on the thread that ran the statement, before that goes on and while the connection is still borrowed,
 * so it should be quick. It must be thread-safe. What it throws is logged as a warning, without the message, and harms
 * neither the statement nor the other listeners. Of statements that it sends itself nobody is told.
 */
@FunctionalInterface
public interface StatementListener {

    /** Told of a statement once it has run, or has failed. */
    void executed(ExecutedStatement statement);
}
