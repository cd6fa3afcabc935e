package dev.holdfast.internal;

import dev.holdfast.error.MappingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes a JSON object apart into its members, each as its text, and puts it together again, without a look inside them: the
 * codec is the application's, and there may be no other on the class path. Reads what codecs write and PostgreSQL gives
 * (RFC 8259), not whatever is nearly JSON.
 */
public final class JsonMembers {

    private final String json;
    private int at;

    private JsonMembers(String json) {
        this.json = json;
    }

    /** The members by their names, in their order; of two with one name the last. */
    public static Map<String, String> split(String json) {
        return new JsonMembers(json).object();
    }

    /** An object of members. */
    public static String join(Map<String, String> members) {
        StringBuilder out = new StringBuilder("{");
        members.forEach((name, value) -> {
            if (out.length() > 1) {
                out.append(',');
            }
            quote(out, name);
            out.append(':').append(value);
        });
        return out.append('}').toString();
    }

    /** A member's text as a plain one: what a string holds, else the text itself. */
    public static String plain(String value) {
        return value.startsWith("\"") ? new JsonMembers(value).string() : value;
    }

    /** The elements of an array, each as its text. */
    public static List<String> elements(String json) {
        return new JsonMembers(json).array();
    }

    /** A text as a JSON string. */
    public static String quoted(String text) {
        StringBuilder out = new StringBuilder();
        quote(out, text);
        return out.toString();
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private Map<String, String> object() {
        Map<String, String> members = new LinkedHashMap<>();
        skipSpace();
        expect('{');
        skipSpace();
        if (peek() == '}') {
            at++;
            requireEnd();
            return members;
        }
        while (true) {
            skipSpace();
            String name = string();
            skipSpace();
            expect(':');
            skipSpace();
            int start = at;
            skipValue();
            members.put(name, json.substring(start, at));
            skipSpace();
            if (peek() == ',') {
                at++;
            } else {
                expect('}');
                requireEnd();
                return members;
            }
        }
    }

    private List<String> array() {
        List<String> elements = new ArrayList<>();
        skipSpace();
        expect('[');
        skipSpace();
        if (peek() == ']') {
            at++;
            requireEnd();
            return elements;
        }
        while (true) {
            skipSpace();
            int start = at;
            skipValue();
            elements.add(json.substring(start, at));
            skipSpace();
            if (peek() == ',') {
                at++;
            } else {
                expect(']');
                requireEnd();
                return elements;
            }
        }
    }

    private void requireEnd() {
        skipSpace();
        if (at < json.length()) {
            throw malformed();
        }
    }

    private void skipValue() {
        char first = peek();
        if (first == '"') {
            skipString();
        } else if (first == '{' || first == '[') {
            skipNested();
        } else {
            int start = at;
            while (at < json.length() && ",}] \n\r\t".indexOf(json.charAt(at)) < 0) {
                at++;
            }
            if (at == start) {
                throw malformed();
            }
        }
    }

    private void skipNested() {
        int depth = 0;
        do {
            char c = peek();
            if (c == '"') {
                skipString();
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            at++;
        } while (depth > 0);
    }

    private void skipString() {
        expect('"');
        while (peek() != '"') {
            at += peek() == '\\' ? 2 : 1;
        }
        at++;
    }

    private String string() {
        expect('"');
        StringBuilder text = new StringBuilder();
        while (true) {
            char c = peek();
            at++;
            if (c == '"') {
                return text.toString();
            }
            text.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw malformed();
        };
    }

    private char unicode() {
        if (at + 4 > json.length()) {
            throw malformed();
        }
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(json.charAt(at++), 16);
            if (digit < 0) {
                throw malformed();
            }
            code = code << 4 | digit;
        }
        return (char) code;
    }

    private void skipSpace() {
        while (at < json.length() && " \n\r\t".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= json.length()) {
            throw malformed();
        }
        return json.charAt(at);
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw malformed();
        }
        at++;
    }

    /** Without the text, which may be personal. */
    private static MappingException malformed() {
        return new MappingException(
                "The JSON isn't an object as RFC 8259 has it, whose members could be told apart: let the"
                        + " codec write one");
    }
}
