package dev.holdfast.crypto;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * What a text is turned into before it is hashed for a blind index, so that spellings that mean the same are found by
 * each other. Of a text of which nothing would be left, as of {@code n/a} by {@link #DIGITS_ONLY}, the text itself is hashed,
 * and nobody finds it: such a search is refused, since it would find all of which nothing is left. Immutable and thread-safe. Two are equal by their names: a function of your own gets another name when it
 * changes, since the hashes that are stored already don't.
 */
public final class Normalization {

    /** The text as it is. */
    public static final Normalization NONE = new Normalization("none", text -> text);

    /**
     * Without white space at both ends, as Unicode's property White_Space has it: no-break spaces too, but neither U+200B nor
     * U+FEFF, which have no width and are no spaces.
     */
    public static final Normalization TRIM = new Normalization("trim", Normalization::trimmed);

    /** Unicode's normal form C: a letter with an accent is one character, however it was typed. */
    public static final Normalization NFC =
            new Normalization("nfc", text -> Normalizer.normalize(text, Normalizer.Form.NFC));

    /**
     * Without regard to case: lower, upper and lower case again, in no language's own rules, so that ß, its capital and
     * ss, and all forms of sigma, are one; then {@link #NFC}.
     */
    public static final Normalization CASE_FOLDED = new Normalization(
            "caseFolded",
            text -> Normalizer.normalize(
                    text.toLowerCase(Locale.ROOT)
                            .toUpperCase(Locale.ROOT)
                            .toLowerCase(Locale.ROOT)
                            .replace('\u03c2', '\u03c3'),
                    Normalizer.Form.NFC));

    /** The decimal digits alone, of any script, as 0 to 9. */
    public static final Normalization DIGITS_ONLY = new Normalization("digitsOnly", Normalization::digits);

    /** The last four characters (code points); a shorter text as it is. Mostly after {@link #DIGITS_ONLY}. */
    public static final Normalization LAST_FOUR = new Normalization("lastFour", text -> {
        int count = text.codePointCount(0, text.length());
        return count <= 4 ? text : text.substring(text.offsetByCodePoints(0, count - 4));
    });

    private final String name;
    private final UnaryOperator<String> function;

    private Normalization(String name, UnaryOperator<String> function) {
        this.name = name;
        this.function = function;
    }

    /**
     * A function of your own.
     *
     * @param name not blank; says which function it is, for good
     * @param function deterministic and thread-safe; gets and returns no null
     */
    public static Normalization of(String name, UnaryOperator<String> function) {
        if (name.isBlank()) {
            throw new dev.holdfast.error.InvalidValueException(
                    "A normalisation's name", "is blank", "name the function, such as \"iban\"");
        }
        return new Normalization(name, function);
    }

    /** This, and the other on what comes out. */
    public Normalization then(Normalization next) {
        return new Normalization(name + "+" + next.name, text -> next.reduced(reduced(text)));
    }

    /** The text as it is hashed; the text itself where nothing would be left of it. */
    public String apply(String text) {
        String reduced = reduced(text);
        return reduced.isEmpty() ? text : reduced;
    }

    /** Whether nothing is left of a text, which isn't empty. */
    public boolean leavesNothingOf(String text) {
        return !text.isEmpty() && reduced(text).isEmpty();
    }

    private String reduced(String text) {
        return Objects.requireNonNull(function.apply(text), "the normalised text");
    }

    /** Which functions it is made of. */
    public String name() {
        return name;
    }

    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isWhiteSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isWhiteSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** Unicode's White_Space. Java's own methods each leave some out, or take controls for it. */
    private static boolean isWhiteSpace(char c) {
        return switch (c) {
            case ' ', '\u0085', '\u00a0', '\u1680', '\u2028', '\u2029', '\u202f', '\u205f', '\u3000' -> true;
            default -> c >= '\t' && c <= '\r' || c >= '\u2000' && c <= '\u200a';
        };
    }

    private static String digits(String text) {
        StringBuilder digits = new StringBuilder(text.length());
        text.codePoints()
                .map(character -> Character.digit(character, 10))
                .filter(digit -> digit >= 0)
                .forEach(digits::append);
        return digits.toString();
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof Normalization normalization && name.equals(normalization.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
