package dev.holdfast.jdbi.internal.session;

/**
 * What goes before and behind a statement in the same execution.
 *
 * @param before text, ended by a semicolon
 * @param preamble whose values are bound first
 * @param resultsBefore how many results come before the statement's own
 * @param after text, begun by a semicolon
 * @param sent told once the server has carried it out, even where reading the rows fails
 */
record Frame(String before, Preamble preamble, int resultsBefore, String after, Runnable sent) {

    /** What ends a frame that has a transaction of its own. */
    static final String COMMIT = "; commit";

    static final Frame NONE = new Frame("", Preamble.NONE, 0, "");

    Frame(String before, Preamble preamble, int resultsBefore, String after) {
        this(before, preamble, resultsBefore, after, () -> {});
    }
}
