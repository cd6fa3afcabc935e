package dev.holdfast.jdbi.internal.outbox;

import dev.holdfast.outbox.Message;
import java.util.Map;

/** What may be kept of what a publisher has thrown: its class, and its text where that quotes nothing of the message. */
final class ToldError {

    /** A quotation has so many characters at least; what is shorter is anywhere by chance. */
    private static final int QUOTED = 12;

    private static final int SHOWN = 500;

    private ToldError() {}

    static String of(Throwable thrown, Message message) {
        String name = thrown.getClass().getName();
        String text = thrown.getMessage();
        if (text == null) {
            return name;
        }
        String shown = text.length() > SHOWN ? text.substring(0, SHOWN) : text;
        return quotes(shown, message) ? name + " (its text quotes the message)" : name + ": " + shown;
    }

    private static boolean quotes(String text, Message message) {
        if (quotes(text, message.bodyText())) {
            return true;
        }
        for (Map.Entry<String, String> header : message.headers().entrySet()) {
            if (quotes(text, header.getValue())) {
                return true;
            }
        }
        return false;
    }

    private static boolean quotes(String text, String secret) {
        if (secret.length() <= QUOTED) {
            return secret.length() > 2 && text.contains(secret);
        }
        for (int i = 0; i + QUOTED <= text.length(); i++) {
            if (secret.contains(text.substring(i, i + QUOTED))) {
                return true;
            }
        }
        return false;
    }
}
