package dev.holdfast.jdbi.attack;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A proxy that gives out a process id of its own, as PgBouncer does, and passes on all else. For one connection. */
public final class SharingProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final String host;
    private final int port;

    private SharingProxy(ServerSocket listener, String host, int port) {
        this.listener = listener;
        this.host = host;
        this.port = port;
    }

    /** Before a server that is reached without TLS. */
    public static SharingProxy before(String host, int port) throws IOException {
        SharingProxy proxy = new SharingProxy(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), host, port);
        Thread serving = new Thread(proxy::serve, "sharing-proxy");
        serving.setDaemon(true);
        serving.start();
        return proxy;
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        try (Socket client = listener.accept();
                Socket server = new Socket(host, port)) {
            Thread requests = new Thread(() -> pass(client, server), "sharing-proxy-requests");
            requests.setDaemon(true);
            requests.start();
            answers(new DataInputStream(server.getInputStream()), new DataOutputStream(client.getOutputStream()));
        } catch (IOException e) {
            // closed
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            copy(from.getInputStream(), to.getOutputStream());
        } catch (IOException e) {
            // closed
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[8_192];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            out.flush();
        }
    }

    /** Messages: a letter, the length with itself, the content. BackendKeyData is a process id and a secret. */
    private static void answers(DataInputStream in, DataOutputStream out) throws IOException {
        byte type;
        do {
            type = in.readByte();
            int length = in.readInt();
            byte[] content = in.readNBytes(length - 4);
            if (type == 'K') {
                content[0] ^= 0x40;
            }
            out.writeByte(type);
            out.writeInt(length);
            out.write(content);
            out.flush();
        } while (type != 'K');
        copy(in, out);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
