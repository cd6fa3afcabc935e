package dev.holdfast.query;

import dev.holdfast.error.InvalidCursorException;
import dev.holdfast.error.MappingException;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Values;
import dev.holdfast.internal.WireText;
import dev.holdfast.sql.SqlType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in an ordered result: the sort values of the last row seen. It goes out as an opaque {@link #token()} and
 * comes back by {@link #parse}. It is encoded, not encrypted: whoever has it can read those values; and not signed:
 * whoever changes it gets another place in rows that he may see anyway.
 */
public final class Cursor {

    private static final int FORMAT = 1;
    private static final int MAX_TOKEN = 16_384;

    private final String fingerprint;
    private final List<@Nullable String> values;
    private final @Nullable MappingException unread; // why this place has no values

    private Cursor(String fingerprint, List<@Nullable String> values, @Nullable MappingException unread) {
        this.fingerprint = fingerprint;
        this.values = values;
        this.unread = unread;
    }

    /** The place of a row. One that has no place, since a sort value can't be read, says so when it is used. */
    static Cursor of(String fingerprint, Row row) {
        List<@Nullable String> texts = new ArrayList<>();
        List<Selectable<?>> hidden = row.shape().hidden();
        for (int i = 0; i < hidden.size(); i++) {
            Object value = row.at(row.shape().firstHidden() + i);
            if (value instanceof Unread unread) {
                return new Cursor(fingerprint, List.of(), unread.why());
            }
            SqlType<?> type = hidden.get(i).type();
            texts.add(
                    value == null
                            ? null
                            : WireText.format(
                                    type.wire(),
                                    Values.toWire(type, hidden.get(i).label(), value)));
        }
        return new Cursor(fingerprint, texts, null);
    }

    /**
     * The cursor that a token stands for.
     *
     * @throws InvalidCursorException where the token is damaged
     */
    public static Cursor parse(String token) {
        if (token.length() > MAX_TOKEN) {
            throw damaged();
        }
        try (var in = new DataInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(token)))) {
            if (in.readUnsignedByte() != FORMAT) {
                throw damaged();
            }
            String fingerprint = readText(in);
            int count = in.readUnsignedByte();
            List<@Nullable String> values = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                values.add(in.readBoolean() ? readText(in) : null);
            }
            if (in.available() > 0) {
                throw damaged();
            }
            return new Cursor(fingerprint, values, null);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged();
        }
    }

    /**
     * The cursor as URL-safe text without padding.
     *
     * @throws MappingException where the row's sort values can't be read, as {@code infinity} can't; so does
     *     {@code after(cursor)}
     */
    public String token() {
        requireRead();
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            writeText(out, fingerprint);
            out.writeByte(values.size());
            for (String value : values) {
                out.writeBoolean(value != null);
                if (value != null) {
                    writeText(out, value);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // can't be: memory
        }
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
        if (token.length() > MAX_TOKEN) {
            throw new StatementException("The sort values of this row are too long for a cursor of at most " + MAX_TOKEN
                    + " characters: order by something shorter");
        }
        return token;
    }

    /** The values for these sort expressions, checked to be of the same query. */
    List<@Nullable Object> valuesFor(String expected, List<? extends Selectable<?>> keys) {
        requireRead();
        if (!fingerprint.equals(expected) || values.size() != keys.size()) {
            throw new InvalidCursorException("The cursor belongs to a query with another order or other sources:"
                    + " start at the first page, or keep the order while paging");
        }
        List<@Nullable Object> parsed = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            String text = values.get(i);
            parsed.add(text == null ? null : parse(keys.get(i), text));
        }
        return parsed;
    }

    private static Object parse(Selectable<?> key, String text) {
        try {
            SqlType<?> type = key.type();
            Object value = type.fromWire(WireText.parse(type.wire(), text));
            Values.required(type, key.label(), value);
            return value;
        } catch (RuntimeException e) {
            throw damaged();
        }
    }

    private void requireRead() {
        if (unread != null) {
            throw MappingException.ofValue(
                            "of a page's last row can't be read, so that no page can begin behind it",
                            "order by another column, or leave such rows out by a condition",
                            unread)
                    .at(unread.table(), String.valueOf(unread.column()));
        }
    }

    static InvalidCursorException damaged() {
        return new InvalidCursorException("The cursor is damaged or isn't one: start at the first page");
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw damaged();
        }
        byte[] bytes = in.readNBytes(length);
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString(); // refuses what isn't UTF-8
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cursor cursor
                && cursor.fingerprint.equals(fingerprint)
                && cursor.values.equals(values)
                && Objects.equals(cursor.unread, unread);
    }

    @Override
    public int hashCode() {
        return 31 * fingerprint.hashCode() + values.hashCode();
    }

    /** The {@link #token}, so that text with a cursor in it, such as a URL, is right; {@code Cursor[no token]} where it has none. */
    @Override
    public String toString() {
        try {
            return token();
        } catch (MappingException | StatementException e) {
            return "Cursor[no token]";
        }
    }
}
