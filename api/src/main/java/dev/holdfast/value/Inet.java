package dev.holdfast.value;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * An address of PostgreSQL's {@code inet}: IPv4 or IPv6, with an optional netmask length. Only literals are taken, so
 * that no name is ever looked up.
 *
 * @param text such as {@code 192.168.0.1}, {@code 10.0.0.0/8}, {@code ::1}
 */
public record Inet(String text) {

    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}(/(3[0-2]|[12]?\\d))?");
    private static final Pattern V6 =
            Pattern.compile("(?<address>[0-9a-fA-F:]*:[0-9a-fA-F:.]*)(/(12[0-8]|1[01]\\d|[1-9]?\\d))?");
    private static final int LONGEST = 49;

    public Inet {
        if (text.length() > LONGEST || (!V4.matcher(text).matches() && !isV6(text))) {
            throw new IllegalArgumentException("The text is no IPv4 or IPv6 literal, such as 10.0.0.0/8 or ::1");
        }
    }

    private static boolean isV6(String text) {
        var matcher = V6.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        try {
            InetAddress.getByName(matcher.group("address")); // a literal, by its colon: nothing is looked up
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** An address from its literal. */
    public static Inet of(String literal) {
        return new Inet(literal);
    }
}
