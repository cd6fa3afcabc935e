package dev.holdfast.jdbi.internal.session;

import dev.holdfast.internal.SqlText;
import org.jspecify.annotations.Nullable;

/**
 * What goes around a statement that stands alone: begin and preamble before it, commit behind. The same for all
 * statements of a session, so each is made once. Immutable to whoever looks; threads may race to make equal ones.
 */
final class StandaloneFrames {

    private final Preamble preamble;
    private final @Nullable Frame[] frames = new @Nullable Frame[4];

    StandaloneFrames(Preamble preamble) {
        this.preamble = preamble;
    }

    /**
     * The frame for a statement.
     *
     * @param autoCommit the connection's; where it is off the driver sends the begin itself, in the same round trip
     */
    Frame get(SqlText text, boolean autoCommit) {
        boolean readOnly = text.readOnly();
        int index = (readOnly ? 1 : 0) + (autoCommit ? 2 : 0);
        Frame known = frames[index];
        if (known == null) {
            known = frame(readOnly, autoCommit);
            frames[index] = known;
        }
        return known;
    }

    private Frame frame(boolean readOnly, boolean autoCommit) {
        String before;
        int results;
        if (autoCommit) {
            before = readOnly ? "begin read only; " : "begin; ";
            results = 1;
        } else {
            before = readOnly ? "set transaction read only; " : "";
            results = readOnly ? 1 : 0;
        }
        return new Frame(before + preamble.text(), preamble, results + preamble.results(), Frame.COMMIT);
    }
}
