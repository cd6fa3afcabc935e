package dev.holdfast.benchmarks.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy on the loopback address that makes a network of it: what goes one way arrives half a round trip later. It doesn't
 * limit how much is under way. Threads of its own, which end with the JVM; {@link #close} takes no more connections.
 */
final class DelayingProxy implements AutoCloseable {

    private static final int CHUNK = 1 << 16;
    private static final long SPINNING = 80_000; // what parking may be late by, in nanoseconds

    private final InetSocketAddress server;
    private final long oneWay;
    private final ServerSocket socket;

    private DelayingProxy(InetSocketAddress server, Duration roundTrip) throws IOException {
        this.server = server;
        this.oneWay = roundTrip.toNanos() / 2;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    static DelayingProxy before(String host, int port, Duration roundTrip) {
        try {
            DelayingProxy proxy = new DelayingProxy(new InetSocketAddress(host, port), roundTrip);
            start("accept", proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("no port for a proxy before " + host + ":" + port, e);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    private interface Part {
        void run() throws IOException, InterruptedException;
    }

    private static void start(String name, Part part) {
        Thread thread = new Thread(
                () -> {
                    try {
                        part.run();
                    } catch (IOException | InterruptedException e) {
                        Thread.currentThread().interrupt(); // an end closed its connection: so does the proxy
                    }
                },
                "delaying-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = socket.accept();
            Socket to = new Socket();
            to.connect(server);
            client.setTcpNoDelay(true);
            to.setTcpNoDelay(true);
            start("request", () -> carry(client, to));
            start("answer", () -> carry(to, client));
        }
    }

    /** Each chunk on its way begins when it was read, whatever waits before it. */
    private record Chunk(byte[] bytes, long due) {}

    private void carry(Socket from, Socket to) throws IOException, InterruptedException {
        BlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>();
        start("line", () -> deliver(underWay, from, to));
        byte[] buffer = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                underWay.put(new Chunk(Arrays.copyOf(buffer, read), System.nanoTime() + oneWay));
            }
        } finally {
            underWay.put(new Chunk(new byte[0], System.nanoTime() + oneWay));
        }
    }

    /** Hands on until the end, and the end too; whoever comes to it second closes both. */
    private static void deliver(BlockingQueue<Chunk> underWay, Socket from, Socket to)
            throws IOException, InterruptedException {
        try {
            OutputStream out = to.getOutputStream();
            Chunk chunk = underWay.take();
            while (chunk.bytes().length > 0) {
                await(chunk.due());
                out.write(chunk.bytes());
                chunk = underWay.take();
            }
            await(chunk.due());
            to.shutdownOutput();
            if (!from.isOutputShutdown()) {
                return; // the other direction goes on
            }
        } catch (IOException cut) {
            from.close();
            to.close();
            throw cut;
        }
        from.close();
        to.close();
    }

    private static void await(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            if (left > SPINNING) {
                LockSupport.parkNanos(left - SPINNING);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy's port", e);
        }
    }
}
