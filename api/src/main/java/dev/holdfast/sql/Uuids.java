package dev.holdfast.sql;

import java.security.SecureRandom;
import java.util.UUID;

/** UUIDs made by the client. */
public final class Uuids {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Uuids() {}

    /**
     * A UUID of version 7 (RFC 9562, section 5.7): 48 bits of the time in milliseconds, then 74 random bits. New ones
     * stand side by side in an index, where those of version 4 touch a page each. Thread-safe.
     */
    public static UUID v7() {
        long random = RANDOM.nextLong();
        long high = (System.currentTimeMillis() << 16) | 0x7000L | (random >>> 52);
        long low = (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
