package dev.holdfast.crypto;

import dev.holdfast.error.InvalidValueException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * How encrypted columns are encrypted: given to the builder of a Holdfast. Immutable but for the count of clear text
 * read, and thread-safe.
 *
 * <p>A data key that is missing is made when the first value of its tenant or person is written. In a transaction it is
 * made there, and remembered by the node only after that has ended: until then others who write a first value of the same
 * tenant or person wait. A transaction of isolation REPEATABLE READ or SERIALIZABLE finds and makes keys by a second
 * connection, closed at once, so that its pool must have two for each; where somebody else began the transaction and
 * no second connection can be had, making one is refused.
 */
public final class Encryption {

    private static final Duration DEFAULT_LIFE = Duration.ofMinutes(1);
    private static final Duration LONGEST_LIFE = Duration.ofDays(1);
    private static final int DEFAULT_KEYS = 10_000;

    private final Keyring keyring;
    private final EncryptionMode mode;
    private final Duration keyLife;
    private final int cachedKeys;
    private final LongAdder clearTextRead;

    private Encryption(
            Keyring keyring, EncryptionMode mode, Duration keyLife, int cachedKeys, LongAdder clearTextRead) {
        this.keyring = keyring;
        this.mode = mode;
        this.keyLife = keyLife;
        this.cachedKeys = cachedKeys;
        this.clearTextRead = clearTextRead;
    }

    /** By this keyring, {@link EncryptionMode#STRICT}, with data keys kept for a minute, 10,000 at most. */
    public static Encryption with(Keyring keyring) {
        return new Encryption(keyring, EncryptionMode.STRICT, DEFAULT_LIFE, DEFAULT_KEYS, new LongAdder());
    }

    /** The same in another mode. */
    public Encryption mode(EncryptionMode other) {
        return new Encryption(keyring, other, keyLife, cachedKeys, clearTextRead);
    }

    /**
     * The same with opened data keys kept for another time. A key that was shredded, retired or superseded elsewhere is
     * used here for that long at most.
     *
     * @param life more than zero, at most a day
     */
    public Encryption keysKeptFor(Duration life) {
        if (life.isNegative() || life.isZero() || life.compareTo(LONGEST_LIFE) > 0) {
            throw new InvalidValueException(
                    "keysKeptFor", "isn't between zero and a day", "a minute is a good beginning");
        }
        return new Encryption(keyring, mode, life, cachedKeys, clearTextRead);
    }

    /**
     * The same with at most so many opened data keys kept in memory.
     *
     * @param count at least 1
     */
    public Encryption keysKept(int count) {
        if (count < 1) {
            throw new InvalidValueException("keysKept", "is below 1", "give as many as there are active tenants");
        }
        return new Encryption(keyring, mode, keyLife, count, clearTextRead);
    }

    public Keyring keyring() {
        return keyring;
    }

    public EncryptionMode mode() {
        return mode;
    }

    /** How long an opened data key is kept. */
    public Duration keyLife() {
        return keyLife;
    }

    /** How many opened data keys are kept at most. */
    public int cachedKeys() {
        return cachedKeys;
    }

    /** How many values were read that weren't encrypted, since the program began; only {@code MIGRATING} reads any. */
    public long clearTextRead() {
        return clearTextRead.sum();
    }

    /** Counts a value that wasn't encrypted; for implementations. */
    public void countClearText() {
        clearTextRead.increment();
    }

    @Override
    public String toString() {
        return "Encryption[" + mode + ", keys kept for " + keyLife + "]";
    }
}
