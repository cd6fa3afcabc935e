package dev.holdfast.crypto;

/** The life of a data key. It goes forward only; PostgreSQL sees to that. */
public enum KeyState {
    /** Encrypts and decrypts. One for each tenant, subject and purpose. */
    ACTIVE,
    /** Decrypts what is left from before it was superseded. */
    SUPERSEDED,
    /** Destroyed, when no value was encrypted by it any more. */
    RETIRED,
    /** Destroyed, to make unreadable what was encrypted by it. */
    SHREDDED
}
