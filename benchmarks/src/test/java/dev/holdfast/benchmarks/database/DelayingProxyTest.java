package dev.holdfast.benchmarks.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.Background;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The proxy that puts the server further away")
@Timeout(20)
class DelayingProxyTest {

    private static void echo(ServerSocket server) {
        try (Socket accepted = server.accept()) {
            accepted.getInputStream().transferTo(accepted.getOutputStream());
        } catch (IOException closed) {
            throw new AssertionError(closed);
        }
    }

    @Test
    @DisplayName("hands on every byte in order, no sooner than a round trip, and the end")
    void delays() throws Exception {
        Duration roundTrip = Duration.ofMillis(20);
        byte[] sent = new byte[300_000];
        new Random(1).nextBytes(sent);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DelayingProxy proxy = DelayingProxy.before("127.0.0.1", server.getLocalPort(), roundTrip)) {
            CompletableFuture<Void> echoing = Background.run(() -> echo(server));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
                InputStream in = client.getInputStream();
                OutputStream out = client.getOutputStream();
                for (int i = 0; i < 5; i++) {
                    long begun = System.nanoTime();
                    out.write(i);
                    assertThat(in.read()).isEqualTo(i);
                    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(roundTrip);
                }
                CompletableFuture<byte[]> received = Background.call(() -> {
                    try {
                        return in.readAllBytes();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                out.write(sent);
                client.shutdownOutput();
                assertThat(Arrays.equals(received.get(), sent)).isTrue();
            }
            echoing.get();
        }
    }
}
