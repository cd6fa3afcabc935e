package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.internal.Required;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a reader of all streams is, to be kept as text and gone on from: each event at or before it was there when it was
 * made, and none can come any more, even after a server crash. It names a position, the event there (by a digest of its id;
 * the event may be another tenant's) and the store, so that a read refuses one that doesn't fit what is stored now. Tells, as
 * a {@link Position} does, how much all tenants append: nothing to be shown to clients. Immutable.
 */
public final class Checkpoint {

    /** Before the first event, of every store. */
    public static final Checkpoint START = new Checkpoint("c0", Position.START);

    /** Position, digest, store; the same stands in holdfast.checkpoint_verdict. A later form begins with another letter. */
    private static final Pattern FORM = Pattern.compile("c([1-9][0-9]{0,17})\\.([0-9a-f]{16})\\.([0-9a-f]{8})");

    private static final int DIGEST = 8;

    private final String token;
    private final Position position;

    private Checkpoint(String token, Position position) {
        this.token = token;
        this.position = position;
    }

    /**
     * The checkpoint that a token stands for. Whether it fits a store, only a read tells.
     *
     * @throws InvalidValueException where {@link #token} never gave it
     */
    public static Checkpoint parse(String token) {
        if (Required.given("parse", token, "a reader that has no token yet begins at Checkpoint.START")
                .equals(START.token)) {
            return START;
        }
        return new Checkpoint(token, new Position(Long.parseLong(form(token).group(1))));
    }

    private static Matcher form(String token) {
        Matcher form = FORM.matcher(token);
        if (form.matches()) {
            return form;
        }
        throw new InvalidValueException(
                "A checkpoint's token",
                "isn't one",
                "give what token() gave; for a position, ask events().lastCheckpoint(position)");
    }

    /**
     * The one at an event of the same store. For what runs the store: it must know that no event before can still come.
     *
     * @param id the event's
     */
    public Checkpoint at(Position event, UUID id) {
        String store = form(token).group(3);
        return new Checkpoint("c" + event.value() + "." + digest(id) + "." + store, event);
    }

    private static String digest(UUID id) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
            return HexFormat.of().formatHex(digest, 0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }

    /** Its place in the order of all events: a reader that is here has read everything up to that. */
    public Position position() {
        return position;
    }

    /** As text to be stored: some forty letters, digits and dots. */
    public String token() {
        return token;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Checkpoint checkpoint && token.equals(checkpoint.token);
    }

    @Override
    public int hashCode() {
        return token.hashCode();
    }

    @Override
    public String toString() {
        return token;
    }
}
