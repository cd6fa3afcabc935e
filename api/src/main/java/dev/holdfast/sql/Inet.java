package dev.holdfast.sql;

import java.util.regex.Pattern;

/**
 * An address of PostgreSQL's {@code inet}: IPv4 or IPv6, with an optional netmask length. Only literals are taken, so
 * that no name is ever looked up.
 *
 * @param text such as {@code 192.168.0.1}, {@code 10.0.0.0/8}, {@code ::1}
 */
public record Inet(String text) {

    private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}(/\\d{1,2})?");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*(/\\d{1,3})?");

    public Inet {
        if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no IPv4 or IPv6 literal");
        }
    }

    /** An address from its literal. */
    public static Inet of(String literal) {
        return new Inet(literal);
    }
}
