package dev.holdfast.event;

/** Whether a stream takes events. */
public enum StreamState {
    /** The stream takes events. */
    OPEN,
    /** It takes no more. */
    CLOSED,
    /** It takes no more, and its events were moved out of the way, where they can be read all the same. */
    ARCHIVED
}
