package dev.holdfast.examples.quickstart;

import java.io.PrintStream;
import java.util.Locale;

/**
 * A bar that rewrites its line on a terminal, and a line for each tenth elsewhere. Own code, since the libraries for it
 * bring native terminal access, of which newer JDKs warn in the middle of the bar.
 */
final class ProgressBar {

    private static final int WIDTH = 40;

    private final PrintStream out;
    private final boolean terminal;
    private final int total;
    private final String what;
    private int shownTenths;

    ProgressBar(PrintStream out, boolean terminal, int total, String what) {
        this.out = out;
        this.terminal = terminal;
        this.total = total;
        this.what = what;
    }

    void show(int done) {
        show(done, "");
    }

    /** The same, with how many there were in a second. */
    void show(int done, double perSecond) {
        show(done, String.format(Locale.ROOT, ", %,.0f a second", perSecond));
    }

    private void show(int done, String note) {
        int tenths = (int) (10L * done / total);
        if (terminal) {
            int filled = (int) ((long) WIDTH * done / total);
            out.print("\r  [" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] " + counts(done) + note);
            if (done >= total) {
                out.println();
            }
            out.flush();
        } else if (tenths > shownTenths && done < total) {
            out.println("  " + counts(done));
            shownTenths = tenths;
        }
    }

    private String counts(int done) {
        return String.format(Locale.ROOT, "%,d of %,d %s", done, total, what);
    }
}
