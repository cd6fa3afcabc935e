package dev.holdfast.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpPublisherTest {

    private record Request(String method, String path, Map<String, List<String>> headers, String body) {}

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile int status = 200;
    private HttpServer server;
    private HttpPublisher publisher;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
        publisher =
                HttpPublisher.to(HttpClient.newHttpClient(), base("/hooks/")).header("Authorization", "Bearer s3cret");
    }

    @AfterEach
    void stop() {
        done.countDown();
        server.stop(0);
    }

    private URI base(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                Map.copyOf(exchange.getRequestHeaders()),
                body));
        if (exchange.getRequestURI().getPath().endsWith("/slow")) {
            try {
                done.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        byte[] echo = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, status == 204 ? -1 : echo.length);
        if (status != 204) {
            exchange.getResponseBody().write(echo);
        }
        exchange.close();
    }

    private static OutboxMessage message(Message message) {
        RecordedEvent<String> event = new RecordedEvent<>(
                7L,
                StreamId.stream("order", "1"),
                3,
                new Position(5),
                UUID.fromString("0190c1f2-0000-7000-8000-000000000001"),
                "order-placed",
                1,
                Instant.EPOCH,
                "data",
                Set.of(),
                Set.of(),
                () -> {
                    throw new IllegalStateException("nobody asks for metadata");
                });
        return OutboxMessage.of("orders", event, 0, message);
    }

    private void send(Message message) {
        publisher.publish(message(message)).toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204})
    void aPostWithTheKeyIsAcknowledged(int answered) {
        status = answered;
        Message message = Message.to("orders?x=1").header("X-Kind", "order").json("{\"a\": 1}");
        send(message);
        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/hooks/orders?x=1");
            assertThat(request.body()).isEqualTo("{\"a\": 1}");
            assertThat(request.headers())
                    .containsEntry("Content-type", List.of("application/json"))
                    .containsEntry("X-kind", List.of("order"))
                    .containsEntry("Authorization", List.of("Bearer s3cret"))
                    .containsEntry(
                            "Idempotency-key",
                            List.of(message(message).idempotencyKey().toString()));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 410, 413, 422})
    void whatTheReceiverFindsWrongIsRefused(int answered) {
        status = answered;
        assertThatThrownBy(() -> send(Message.to("orders").text("the body")))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(RefusedMessageException.class)
                .hasMessageContaining(String.valueOf(answered))
                .hasMessageNotContaining("the body")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 403, 404, 408, 425, 429, 500, 503})
    void whatMayPassIsTriedAgain(int answered) {
        status = answered;
        assertThatThrownBy(() -> send(Message.to("orders").text("the body")))
                .cause()
                .isInstanceOf(HoldfastException.class)
                .isNotInstanceOf(RefusedMessageException.class)
                .hasMessageContaining(String.valueOf(answered))
                .hasMessageNotContaining("the body");
    }

    @Test
    void anAnswerThatDoesntComeInTimeIsAFailureThatPasses() {
        publisher = publisher.timeout(Duration.ofMillis(100));
        assertThatThrownBy(() -> send(Message.to("slow").text("x"))).cause().isInstanceOf(HttpTimeoutException.class);
    }

    /** What an event says may choose the destination: it leads nowhere else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest",
                "//evil.example/x",
                "/admin",
                "../admin",
                "a/../../admin",
                "%2e%2e/admin",
                "https://127.0.0.1/hooks/x",
                "a b"
            })
    void aDestinationElsewhereIsRefused(String destination) {
        assertThatThrownBy(() -> send(Message.to(destination).text("x"))).isInstanceOf(RefusedMessageException.class);
        assertThat(requests).isEmpty();
    }

    @Test
    void whatHttpCantCarryIsRefusedWithoutBeingQuoted() {
        assertThatThrownBy(() -> send(Message.to("x").header("a b", "the value")))
                .isInstanceOf(RefusedMessageException.class)
                .hasMessageNotContaining("the value");
        assertThatThrownBy(() -> Message.to("x").header("a", "b\r\nc")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> HttpPublisher.to(HttpClient.newHttpClient(), URI.create("http://me:pw@host/")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageNotContaining("pw");
    }

    @Test
    void keysDifferByAllThatAMessageIs() {
        Message message = Message.to("x").text("y");
        OutboxMessage first = message(message);
        assertThat(first.idempotencyKey()).isEqualTo(message(message).idempotencyKey());
        assertThat(first.idempotencyKey().version()).isEqualTo(8);
        assertThat(first.idempotencyKey().variant()).isEqualTo(2);
        assertThat(first.toString() + first.message()).doesNotContain("y]").contains("1 bytes");
        assertThat(first.key()).isEqualTo("7/order/1");
    }
}
