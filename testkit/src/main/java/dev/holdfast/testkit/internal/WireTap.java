package dev.holdfast.testkit.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Listens on the loopback address, and connects each client to the server. Thread-safe. */
public final class WireTap implements AutoCloseable {
    /** Where it listens. */
    public static final String HOST = "127.0.0.1";

    private final ServerSocket listener;
    private final String serverHost;
    private final int serverPort;
    private final WireCounts counts = new WireCounts();
    private final AtomicBoolean dropNextReply = new AtomicBoolean();
    private final Set<TappedConnection> connections = ConcurrentHashMap.newKeySet();

    private WireTap(ServerSocket listener, String serverHost, int serverPort) {
        this.listener = listener;
        this.serverHost = serverHost;
        this.serverPort = serverPort;
    }

    public static WireTap open(String serverHost, int serverPort) throws IOException {
        WireTap tap = new WireTap(new ServerSocket(0, 100, InetAddress.getByName(HOST)), serverHost, serverPort);
        daemon(tap::accept, "wire-tap-" + tap.port());
        return tap;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                connect(client);
            } catch (IOException e) {
                // closed, or the client went away, or the server doesn't answer: then the client's socket is closed
            }
        }
    }

    @SuppressWarnings("resource") // the connection closes both sockets
    private void connect(Socket client) throws IOException {
        try {
            Socket server = new Socket(serverHost, serverPort);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            TappedConnection connection = new TappedConnection(client, server, counts, dropNextReply);
            connections.add(connection);
            daemon(() -> forward(connection, connection::fromClient), "wire-tap-client-" + client.getPort());
            daemon(() -> forward(connection, connection::fromServer), "wire-tap-server-" + client.getPort());
            if (listener.isClosed()) {
                connection.cut();
            }
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private interface Direction {
        void forward() throws IOException;
    }

    private void forward(TappedConnection connection, Direction direction) {
        try {
            direction.forward();
        } catch (IOException e) {
            // one side is gone, and the other learns of it
        } finally {
            connection.cut();
            connections.remove(connection);
        }
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    public WireCounts counts() {
        return counts;
    }

    public void dropNextReply() {
        dropNextReply.set(true);
    }

    public void cutAll() {
        connections.forEach(TappedConnection::cut);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            // nobody can be waiting for it
        }
        cutAll();
    }
}
