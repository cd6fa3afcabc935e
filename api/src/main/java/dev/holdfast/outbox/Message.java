package dev.holdfast.outbox;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.internal.Required;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is told of an event, and to whom: begun by {@link #to}, given its body by {@link #json}, {@link #text} or {@link #bytes}.
 * Immutable and thread-safe; its {@link #toString} shows neither body nor headers.
 */
public final class Message {

    private static final byte[] NOTHING = {};

    private final String destination;
    private final @Nullable String key;
    private final Map<String, String> headers;
    private final String contentType;
    private final byte[] body;

    private Message(
            String destination, @Nullable String key, Map<String, String> headers, String contentType, byte[] body) {
        this.destination = destination;
        this.key = key;
        this.headers = headers;
        this.contentType = contentType;
        this.body = body;
    }

    /**
     * A message without a body.
     *
     * @param destination what the publisher understands: a topic, a queue, a URL or path
     */
    public static Message to(String destination) {
        if (Required.given("to", destination).isBlank()) {
            throw new InvalidValueException("A message's destination", "is blank", "name a topic, a queue or a URL");
        }
        return new Message(destination, null, Map.of(), "application/octet-stream", NOTHING);
    }

    /** As this, with a text as its body, of type {@code application/json}. */
    public Message json(String json) {
        return body("application/json", Required.given("json", json).getBytes(StandardCharsets.UTF_8));
    }

    /** As this, with a text as its body, in UTF-8. */
    public Message text(String text) {
        return body("text/plain; charset=utf-8", Required.given("text", text).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * As this, with another body.
     *
     * @param type its media type, such as {@code application/avro}
     */
    public Message bytes(String type, byte[] bytes) {
        return body(line("bytes", type), Required.given("bytes", bytes).clone());
    }

    private Message body(String type, byte[] bytes) {
        return new Message(destination, key, headers, type, bytes);
    }

    /**
     * As this, with another key than the stream's: what Kafka chooses the partition by. Messages of one stream that have different
     * keys may overtake each other behind the broker.
     */
    public Message key(String text) {
        return new Message(destination, Required.given("key", text), headers, contentType, body);
    }

    /** As this, with a header; the last of one name counts. */
    public Message header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(line("header", name), line("header", value));
        return new Message(destination, key, Collections.unmodifiableMap(more), contentType, body);
    }

    private static String line(String call, String text) {
        if (Required.given(call, text).chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new InvalidValueException(call + "(…) of a message", "has a line break", "give a text of one line");
        }
        return text;
    }

    /** Where it is to go. */
    public String destination() {
        return destination;
    }

    /** Its own key; null for the stream's. */
    public @Nullable String key() {
        return key;
    }

    /** Its headers, in the order in which they were given. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The media type of its body. */
    public String contentType() {
        return contentType;
    }

    /** Its body, which is the caller's to change. */
    public byte[] body() {
        return body.clone();
    }

    /** Its body as a text in UTF-8. */
    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Message message
                && destination.equals(message.destination)
                && Objects.equals(key, message.key)
                && headers.equals(message.headers)
                && contentType.equals(message.contentType)
                && Arrays.equals(body, message.body);
    }

    @Override
    public int hashCode() {
        return Objects.hash(destination, key, headers, contentType, Arrays.hashCode(body));
    }

    @Override
    public String toString() {
        return "Message[to " + destination + ", " + contentType + ", " + body.length + " bytes]";
    }
}
