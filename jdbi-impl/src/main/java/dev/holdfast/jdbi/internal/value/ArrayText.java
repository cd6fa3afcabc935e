package dev.holdfast.jdbi.internal.value;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes PostgreSQL's text of an array of one dimension apart, such as <code>{a,"b, c",NULL}</code>. Used by one thread, once. */
final class ArrayText {

    private final String literal;
    private int at;

    ArrayText(String literal) {
        this.literal = literal;
    }

    /**
     * The elements' texts, null for NULL.
     *
     * @throws RuntimeException where it is none
     */
    List<@Nullable String> elements() {
        List<@Nullable String> elements = new ArrayList<>();
        take('{');
        if (literal.charAt(at) == '}') {
            return elements;
        }
        do {
            elements.add(literal.charAt(at) == '"' ? quoted() : bare());
        } while (literal.charAt(at++) == ',');
        return elements;
    }

    private @Nullable String bare() {
        int start = at;
        while (",}".indexOf(literal.charAt(at)) < 0) {
            at++;
        }
        String text = literal.substring(start, at);
        return text.equals("NULL") ? null : text;
    }

    private String quoted() {
        take('"');
        StringBuilder text = new StringBuilder();
        while (literal.charAt(at) != '"') {
            if (literal.charAt(at) == '\\') {
                at++;
            }
            text.append(literal.charAt(at++));
        }
        take('"');
        return text.toString();
    }

    private void take(char expected) {
        if (literal.charAt(at++) != expected) {
            throw new IllegalArgumentException("no array");
        }
    }
}
