package dev.holdfast.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Is a Docker engine there?")
class DockerProbeTest {
    private final Path socket;
    private final Path home;

    DockerProbeTest(@TempDir Path directory) {
        this.home = directory;
        this.socket = directory.resolve("docker.sock");
    }

    private DockerProbe probe() {
        return new DockerProbe(
                Environment.of(Map.of("DOCKER_HOST", "unix://" + socket), Map.of("user.home", home.toString())));
    }

    private ServerSocketChannel listen() throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return listener.bind(UnixDomainSocketAddress.of(socket));
    }

    @Test
    @DisplayName("yes: it answers a ping")
    void answers() throws IOException {
        try (ServerSocketChannel listener = listen()) {
            Thread engine = new Thread(() -> answer(listener));
            engine.start();
            assertThat(probe().answers()).isTrue();
        }
    }

    private static void answer(ServerSocketChannel listener) {
        try (SocketChannel channel = listener.accept()) {
            channel.read(ByteBuffer.allocate(1000));
            channel.write(ByteBuffer.wrap("HTTP/1.0 200 OK\r\n\r\nOK".getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("no: somebody listens, and says nothing; the probe gives up after a second")
    void silent() throws IOException {
        try (ServerSocketChannel listener = listen()) {
            long start = System.nanoTime();
            assertThat(probe().answers()).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(20));
            assertThat(listener.isOpen()).isTrue();
        }
    }

    @Test
    @DisplayName("no: there is no socket, a plain file, or an address that makes no sense")
    void nothing() throws IOException {
        assertThat(probe().answers()).isFalse();
        Files.createFile(socket);
        assertThat(probe().answers()).isFalse();
        assertThat(new DockerProbe(Environment.of(Map.of("DOCKER_HOST", "ssh://somewhere"), Map.of())).answers())
                .isFalse();
        assertThat(new DockerProbe(Environment.of(Map.of("DOCKER_HOST", "tcp://127.0.0.1:1"), Map.of())).answers())
                .isFalse();
    }

    @Test
    @DisplayName("yes: where Testcontainers was told to look for it")
    void testcontainersProperties() throws IOException {
        Files.writeString(home.resolve(".testcontainers.properties"), "docker.host=unix://" + socket + "\n");
        try (ServerSocketChannel listener = listen()) {
            Thread engine = new Thread(() -> answer(listener));
            engine.start();
            assertThat(new DockerProbe(Environment.of(Map.of(), Map.of("user.home", home.toString()))).answers())
                    .isTrue();
        }
    }
}
