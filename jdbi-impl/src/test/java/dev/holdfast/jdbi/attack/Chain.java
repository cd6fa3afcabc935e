package dev.holdfast.jdbi.attack;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a log would show of an exception. */
public final class Chain {

    private Chain() {}

    /** The exception, its causes and what they suppressed, as printed with their stack traces. */
    public static String text(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
