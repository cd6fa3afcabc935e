package dev.holdfast.audit;

import dev.holdfast.internal.JsonMembers;

/** Texts as a person reads them: on one line, and not endless. */
final class Shown {

    static final String ENCRYPTED = "(encrypted)";

    private static final int LONGEST = 60;

    private Shown() {}

    /** A text without quotes. */
    static String bare(String text) {
        String quoted = JsonMembers.quoted(cut(text));
        return quoted.substring(1, quoted.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
    }

    /** A recorded value: its JSON, and of a string the text in quotes. */
    static String value(String json) {
        return json.startsWith("\"") ? JsonMembers.quoted(cut(JsonMembers.plain(json))) : cut(json);
    }

    private static String cut(String text) {
        if (text.codePointCount(0, text.length()) <= LONGEST) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }
}
