package dev.holdfast.outbox;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.internal.Required;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * Publishes each message as a POST to its destination, resolved against a base, by the JDK's client. The key goes as {@code
 * Idempotency-Key}, the media type as {@code Content-Type}. A status of 2xx acknowledges; one of 4xx refuses the message, apart
 * from 401, 403, 404, 408, 421, 425 and 429, which are hardly the message's fault; with these, any other status (a redirect, unless the
 * client follows it, too), or without an answer, it is tried again. The answer's body isn't read. Immutable and thread-safe.
 *
 * <p>A destination that an event's data decides can only choose a path below the base: what leads to another host is refused.
 */
public final class HttpPublisher implements OutboxPublisher {

    private static final Set<Integer> PASSING = Set.of(401, 403, 404, 408, 421, 425, 429);

    /** A way up that the receiver might see, where this class sees none. */
    private static final Pattern DOTS = Pattern.compile("(?i)\\.\\.|%2e");

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client;
    private final URI base;
    private final Duration timeout;
    private final Map<String, String> headers;

    private HttpPublisher(HttpClient client, URI base, Duration timeout, Map<String, String> headers) {
        this.client = client;
        this.base = base;
        this.timeout = timeout;
        this.headers = headers;
    }

    /**
     * A publisher with a time-out of ten seconds a request.
     *
     * @param client which stays yours
     * @param base such as {@code https://hooks.example.org/v1/}; without the slash its last part is replaced by the destination
     */
    public static HttpPublisher to(HttpClient client, URI base) {
        if (Required.given("to", base).getHost() == null || base.getRawUserInfo() != null) {
            throw new InvalidValueException(
                    "The base of an HttpPublisher",
                    "has no host, or a user's name",
                    "give an http or https URI; what authorises goes into header(…)");
        }
        URI rooted = base.getRawPath().isEmpty() ? base.resolve("/") : base;
        return new HttpPublisher(Required.given("to", client), rooted, TIMEOUT, Map.of());
    }

    /** As this, with another time-out for a request and its answer. */
    public HttpPublisher timeout(Duration duration) {
        return new HttpPublisher(client, base, Required.given("timeout", duration), headers);
    }

    /** As this, with a header of each request, such as {@code Authorization}; it is shown nowhere. */
    public HttpPublisher header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(Required.given("header", name), Required.given("header", value));
        return new HttpPublisher(client, base, timeout, more);
    }

    @Override
    public CompletionStage<?> publish(OutboxMessage message) {
        return client.sendAsync(request(message), HttpResponse.BodyHandlers.discarding())
                .thenApply(HttpPublisher::checked);
    }

    private HttpRequest request(OutboxMessage message) {
        URI target = target(message.message().destination());
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(target)
                    .timeout(timeout)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(
                            message.message().body()));
            message.message().headers().forEach(request::setHeader);
            request.setHeader("Content-Type", message.message().contentType());
            request.setHeader("Idempotency-Key", message.idempotencyKey().toString());
            headers.forEach(request::setHeader);
            return request.build();
        } catch (IllegalArgumentException e) {
            // its text may quote a header's value
            throw new RefusedMessageException("HTTP can't carry a header of the message, or " + base.getScheme()
                    + " isn't HTTP: mend the mapper, or the publisher's base");
        }
    }

    private URI target(String destination) {
        URI target;
        try {
            target = base.resolve(destination).normalize();
        } catch (IllegalArgumentException e) {
            throw new RefusedMessageException("The message's destination isn't a URI: have the mapper encode it");
        }
        String below = base.getRawPath().substring(0, base.getRawPath().lastIndexOf('/') + 1);
        if (!base.getScheme().equals(target.getScheme())
                || !base.getRawAuthority().equals(target.getRawAuthority())
                || !target.getRawPath().startsWith(below)
                || DOTS.matcher(target.getRawPath()).find()) {
            throw new RefusedMessageException(
                    "The message's destination leads out of " + base + ": give a path below it");
        }
        return target;
    }

    private static HttpResponse<Void> checked(HttpResponse<Void> response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return response;
        }
        String text = "The receiver answered with status " + status;
        if (status / 100 == 4 && !PASSING.contains(status)) {
            throw new RefusedMessageException(text + ", so it won't take the message: mend the mapper or the receiver");
        }
        throw new HoldfastException(text);
    }
}
