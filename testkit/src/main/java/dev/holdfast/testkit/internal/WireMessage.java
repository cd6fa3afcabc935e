package dev.holdfast.testkit.internal;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One message of PostgreSQL's protocol, version 3. Those that open a connection have no type: it is {@link #UNTYPED}.
 *
 * @param type the type byte, such as {@code Q}
 * @param body what follows the length
 */
record WireMessage(char type, byte[] body) {
    static final char UNTYPED = 0;
    static final char QUERY = 'Q';
    static final char PARSE = 'P';
    static final char SYNC = 'S';
    static final char TERMINATE = 'X';
    static final char READY_FOR_QUERY = 'Z';
    static final char COPY_IN = 'G';
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;

    /** The next message, after its type byte. */
    static WireMessage readTyped(DataInputStream in) throws IOException {
        return new WireMessage((char) in.readUnsignedByte(), body(in));
    }

    /** The next message of a connection that is being opened. */
    static WireMessage readUntyped(DataInputStream in) throws IOException {
        return new WireMessage(UNTYPED, body(in));
    }

    private static byte[] body(DataInputStream in) throws IOException {
        int length = in.readInt() - Integer.BYTES;
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException();
        }
        return body;
    }

    void write(OutputStream out) throws IOException {
        int typeLength = type == UNTYPED ? 0 : 1;
        ByteBuffer bytes = ByteBuffer.allocate(typeLength + Integer.BYTES + body.length);
        if (type != UNTYPED) {
            bytes.put((byte) type);
        }
        bytes.putInt(Integer.BYTES + body.length).put(body);
        out.write(bytes.array());
    }

    /** Whether it asks for encryption, which is answered by a single byte. */
    boolean asksForEncryption() {
        if (type != UNTYPED || body.length != Integer.BYTES) {
            return false;
        }
        int code = ByteBuffer.wrap(body).getInt();
        return code == SSL_REQUEST || code == GSS_REQUEST;
    }

    /** The SQL text of a {@code Query} or {@code Parse}. */
    String sql() {
        int start = type == PARSE ? indexOfZero(0) + 1 : 0;
        return new String(body, start, indexOfZero(start) - start, StandardCharsets.UTF_8);
    }

    private int indexOfZero(int from) {
        int index = from;
        while (body[index] != 0) {
            index++;
        }
        return index;
    }
}
