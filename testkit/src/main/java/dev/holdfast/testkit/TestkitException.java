package dev.holdfast.testkit;

import org.jspecify.annotations.Nullable;

/** The testkit can't provide what was asked of it. The message names the thing, the cause and the fix. */
public final class TestkitException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String thing;
    private final String problem;
    private final String fix;

    public TestkitException(String thing, String problem, String fix) {
        this(thing, problem, fix, null);
    }

    public TestkitException(String thing, String problem, String fix, @Nullable Throwable cause) {
        super(thing + ": " + problem + ". " + fix + ".", cause);
        this.thing = thing;
        this.problem = problem;
        this.fix = fix;
    }

    /** What it is about: a server, a database, a template, a role. */
    public String thing() {
        return thing;
    }

    /** What is wrong with it. */
    public String problem() {
        return problem;
    }

    /** What to do about it. */
    public String fix() {
        return fix;
    }
}
