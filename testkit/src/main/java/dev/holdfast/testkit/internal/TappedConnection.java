package dev.holdfast.testkit.internal;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One client's connection, forwarded message by message. Two threads work on it, one for each direction; what they share
 * is guarded by the object's lock.
 */
final class TappedConnection {
    private final Socket client;
    private final Socket server;
    private final WireCounts counts;
    private final AtomicBoolean dropNextReply;

    /** Whether the server has been ready once: what comes before is the opening of the connection. */
    private boolean opened;
    /** Whether the client has said something that the server hasn't answered to the end. */
    private boolean waiting;
    /** Requests that the server has yet to answer. */
    private int unanswered;
    /** Whether answers are lost from here on. */
    private boolean dropping;

    TappedConnection(Socket client, Socket server, WireCounts counts, AtomicBoolean dropNextReply) {
        this.client = client;
        this.server = server;
        this.counts = counts;
        this.dropNextReply = dropNextReply;
    }

    void fromClient() throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
        OutputStream out = new BufferedOutputStream(server.getOutputStream());
        WireMessage opening = WireMessage.readUntyped(in);
        while (opening.asksForEncryption()) {
            client.getOutputStream().write('N');
            opening = WireMessage.readUntyped(in);
        }
        opening.write(out);
        out.flush();
        while (true) {
            WireMessage message = WireMessage.readTyped(in);
            sent(message);
            message.write(out);
            if (in.available() == 0) {
                out.flush();
            }
        }
    }

    void fromServer() throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(server.getInputStream()));
        OutputStream out = new BufferedOutputStream(client.getOutputStream());
        while (true) {
            WireMessage message = WireMessage.readTyped(in);
            switch (answered(message)) {
                case FORWARD -> message.write(out);
                case DROP -> {}
                case CUT -> {
                    return;
                }
            }
            if (in.available() == 0) {
                out.flush();
            }
        }
    }

    private synchronized void sent(WireMessage message) {
        if (!opened || message.type() == WireMessage.TERMINATE) {
            return;
        }
        waiting = true;
        if (!dropping && dropNextReply.compareAndSet(true, false)) {
            dropping = true;
        }
        switch (message.type()) {
            case WireMessage.QUERY -> {
                counts.statement(message.sql());
                requested();
            }
            case WireMessage.PARSE -> counts.statement(message.sql());
            case WireMessage.SYNC -> requested();
            default -> {}
        }
    }

    private void requested() {
        counts.sync();
        unanswered++;
    }

    private enum Fate {
        FORWARD,
        DROP,
        CUT
    }

    private synchronized Fate answered(WireMessage message) {
        boolean ready = message.type() == WireMessage.READY_FOR_QUERY;
        if (!opened) {
            opened = ready;
            return Fate.FORWARD;
        }
        if (waiting && (ready || message.type() == WireMessage.COPY_IN)) {
            waiting = false;
            counts.flight();
        }
        if (ready) {
            unanswered--;
        }
        if (!dropping) {
            return Fate.FORWARD;
        }
        return ready && unanswered <= 0 ? Fate.CUT : Fate.DROP;
    }

    /** Closes both sides at once. Does nothing the second time. */
    void cut() {
        for (Socket socket : new Socket[] {client, server}) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is closed, which is what was wanted
            }
        }
    }
}
