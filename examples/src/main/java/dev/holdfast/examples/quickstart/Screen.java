package dev.holdfast.examples.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Prints, and says how long things took. */
final class Screen {

    private static final int WIDTH = 110;

    private final PrintStream out;

    Screen(PrintStream out) {
        this.out = out;
    }

    /** A heading with a free line before it. */
    void heading(String text) {
        out.println();
        out.println(text);
    }

    /** An indented line, cut to the screen's width; control characters become spaces. */
    void line(String text) {
        String shown = "  " + text.replaceAll("\\p{Cntrl}", " ");
        int length = shown.codePointCount(0, shown.length());
        out.println(length <= WIDTH ? shown : shown.substring(0, shown.offsetByCodePoints(0, WIDTH - 1)) + "…");
    }

    /** What the lines above prove. */
    void proof(String text) {
        String line = "  =>";
        for (String word : text.split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH) {
                out.println(line);
                line = "    ";
            }
            line += " " + word;
        }
        out.println(line);
    }

    /** Does something, and prints the heading with the time that it took. */
    <T> T timed(String heading, Callable<T> work) throws Exception {
        long start = System.nanoTime();
        T result = work.call();
        heading(heading + " (" + since(start) + ")");
        return result;
    }

    /** The time since a reading of {@link System#nanoTime}. */
    static String since(long start) {
        Duration passed = Duration.ofNanos(System.nanoTime() - start);
        return passed.toMillis() < 1000
                ? passed.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", passed.toMillis() / 1000.0);
    }
}
