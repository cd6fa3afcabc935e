package dev.holdfast.jdbi.internal.json;

/** What a codec must read, since PostgreSQL gives it: Jackson's own limits are for documents of strangers. */
public final class JsonLimits {

    /** Digits of a number: {@code numeric} has up to 131,072 before the point and 16,383 behind it. */
    public static final int NUMBER = 150_000;

    /** Characters of a text, or of a member's name: {@code jsonb} has up to 268,435,455 bytes for one, {@code json} no limit of its own. */
    public static final int STRING = Integer.MAX_VALUE;

    private JsonLimits() {}
}
