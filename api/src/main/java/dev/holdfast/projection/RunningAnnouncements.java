package dev.holdfast.projection;

/** A process that tells others of its appends. Thread-safe; close it when the process ends. */
public interface RunningAnnouncements extends AutoCloseable {

    /** Tells nobody any more. May be called twice. */
    @Override
    void close();
}
