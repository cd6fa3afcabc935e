package dev.holdfast.jdbi.internal.value;

import dev.holdfast.error.MappingException;
import dev.holdfast.internal.EncryptedCell;
import dev.holdfast.internal.SealedCell;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes apart what an encrypted column writes into a select: the cell with its length before it, and behind it
 * PostgreSQL's binary array of tenant, subject and key ({@code array_send}: dimensions, a flag, the element type, length
 * and lower bound, then each element with its length).
 */
public final class SealedCells {

    private static final int ARRAY_HEADER = 5 * Integer.BYTES;

    private SealedCells() {}

    /** A cell with what it is bound to. */
    public static SealedCell parse(EncryptedCell type, byte[] selected) {
        try {
            ByteBuffer in = ByteBuffer.wrap(selected);
            byte[] cell = bytes(in);
            in.position(in.position() + ARRAY_HEADER);
            String tenant = text(in);
            String subject = text(in);
            List<String> key = new ArrayList<>(1);
            while (in.hasRemaining()) {
                key.add(text(in));
            }
            return new SealedCell(type, cell, tenant, subject, key);
        } catch (BufferUnderflowException | IllegalArgumentException | NegativeArraySizeException e) {
            throw new MappingException("What was selected for " + type.table() + "." + type.column()
                    + " isn't an encrypted value with its row's key: select the column itself");
        }
    }

    private static byte[] bytes(ByteBuffer in) {
        int length = in.getInt();
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static String text(ByteBuffer in) {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }
}
