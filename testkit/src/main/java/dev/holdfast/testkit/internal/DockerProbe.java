package dev.holdfast.testkit.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks whether a Docker engine is there, in a second at most: a command line without an engine, or a socket that nobody
 * serves, must not slow the tests. It speaks to the engine itself because Testcontainers' own search takes much longer
 * to give up.
 */
final class DockerProbe {
    private static final int SECONDS = 1;

    private final Environment environment;

    DockerProbe(Environment environment) {
        this.environment = environment;
    }

    boolean answers() {
        return candidates().stream().anyMatch(DockerProbe::answersInTime);
    }

    private List<SocketAddress> candidates() {
        Optional<String> host = environment.variable("DOCKER_HOST").or(this::hostOfTestcontainers);
        if (host.isPresent()) {
            return host.flatMap(DockerProbe::address).stream().toList();
        }
        List<Path> sockets = new ArrayList<>(List.of(Path.of("/var/run/docker.sock")));
        environment.variable("XDG_RUNTIME_DIR").ifPresent(directory -> sockets.add(Path.of(directory, "docker.sock")));
        environment.property("user.home").ifPresent(home -> {
            sockets.add(Path.of(home, ".docker", "run", "docker.sock"));
            sockets.add(Path.of(home, ".docker", "desktop", "docker.sock"));
        });
        return sockets.stream()
                .filter(Files::exists)
                .<SocketAddress>map(UnixDomainSocketAddress::of)
                .toList();
    }

    private Optional<String> hostOfTestcontainers() {
        Optional<Path> file = environment
                .property("user.home")
                .map(home -> Path.of(home, ".testcontainers.properties"))
                .filter(Files::isReadable);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file.get())) {
            Properties properties = new Properties();
            properties.load(in);
            return Optional.ofNullable(properties.getProperty("docker.host"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<SocketAddress> address(String host) {
        URI uri = URI.create(host);
        if ("unix".equals(uri.getScheme())) {
            return Optional.of(UnixDomainSocketAddress.of(uri.getPath()));
        }
        boolean network = List.of("tcp", "http", "https").contains(String.valueOf(uri.getScheme()));
        return network && uri.getPort() > 0
                ? Optional.of(new InetSocketAddress(uri.getHost(), uri.getPort()))
                : Optional.empty();
    }

    private static boolean answersInTime(SocketAddress address) {
        FutureTask<Boolean> ping = new FutureTask<>(() -> ping(address));
        Thread thread = new Thread(ping, "docker-probe");
        thread.setDaemon(true);
        thread.start();
        try {
            return ping.get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            thread.interrupt(); // closes the channel it waits on
            return false;
        }
    }

    /** An engine behind TLS answers a plain request with an error of its own: an answer all the same. */
    private static boolean ping(SocketAddress address) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        try (SocketChannel channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open()) {
            channel.connect(address);
            channel.write(
                    ByteBuffer.wrap("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            byte[] start = Channels.newInputStream(channel).readNBytes(5);
            return "HTTP/".equals(new String(start, StandardCharsets.US_ASCII));
        }
    }
}
