package dev.holdfast.internal;

import dev.holdfast.error.InvalidValueException;
import java.math.BigDecimal;

/**
 * Looks through JSON, once, for what {@code jsonb} can't keep. It doesn't check the grammar, which PostgreSQL does. Used
 * by one thread, once.
 */
final class JsonText {

    private static final int LONGEST_NUMBER = 150_000; // more digits than numeric has, and point, sign and exponent
    private static final int HARMLESS = 300; // so many characters without an exponent are in range

    private final String label;
    private final String json;
    private int at;

    JsonText(String label, String json) {
        this.label = label;
        this.json = json;
    }

    void check() {
        boolean inString = false;
        while (at < json.length()) {
            char c = json.charAt(at);
            if (c == '"') {
                inString = !inString;
                at++;
            } else if (inString) {
                character(c);
            } else if (c == '-' || c >= '0' && c <= '9') {
                number();
            } else {
                character(c);
            }
        }
    }

    private void character(char c) {
        if (c == '\\') {
            escape();
        } else if (c == 0) {
            throw nul();
        } else if (Character.isSurrogate(c)) {
            if (!Gate.isPair(c, json, at + 1)) {
                throw Gate.halfCharacter(label);
            }
            at += 2;
        } else {
            at++;
        }
    }

    private void escape() {
        int code = escaped(at);
        if (code == 0) {
            throw nul();
        }
        if (code < 0) {
            at += 2;
        } else if (code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE) {
            at += 6;
        } else {
            int other = escaped(at + 6);
            if (!Character.isHighSurrogate((char) code) || other < 0 || !Character.isLowSurrogate((char) other)) {
                throw Gate.halfCharacter(label);
            }
            at += 12;
        }
    }

    /** The code of a unicode escape at an index; negative where none is. */
    private int escaped(int from) {
        if (from + 6 > json.length() || json.charAt(from) != '\\' || json.charAt(from + 1) != 'u') {
            return -1;
        }
        int code = 0;
        for (int i = from + 2; i < from + 6; i++) {
            int digit = Character.digit(json.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            code = code << 4 | digit;
        }
        return code;
    }

    private void number() {
        int start = at;
        boolean exponent = false;
        while (at < json.length() && isOfNumber(json.charAt(at))) {
            exponent |= (json.charAt(at) | 0x20) == 'e';
            at++;
        }
        int length = at - start;
        if ((exponent || length > HARMLESS) && !isInRange(start, length)) {
            throw new InvalidValueException(
                    label,
                    "holds a number beyond PostgreSQL's numeric, in which jsonb keeps numbers",
                    "round it by setScale(…), or write it as text");
        }
    }

    private static boolean isOfNumber(char c) {
        return c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
    }

    private boolean isInRange(int start, int length) {
        if (length > LONGEST_NUMBER) {
            return false;
        }
        try {
            return Decimals.fits(new BigDecimal(json.substring(start, at)));
        } catch (NumberFormatException e) {
            return false; // an exponent of more than nine digits
        }
    }

    private InvalidValueException nul() {
        return Gate.nul(label, "jsonb");
    }
}
