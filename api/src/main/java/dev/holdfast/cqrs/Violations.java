package dev.holdfast.cqrs;

import java.util.ArrayList;
import java.util.List;

/** Collects what validators find. Not thread-safe. */
public final class Violations {

    private final List<Violation> found = new ArrayList<>();

    Violations() {}

    /** Adds what is wrong: {@code add("title", "is empty")}. */
    public Violations add(String member, String problem) {
        found.add(new Violation(member, problem));
        return this;
    }

    /** The same, where something isn't as it must be: {@code require(!title.isBlank(), "title", "is blank")}. */
    public Violations require(boolean holds, String member, String problem) {
        return holds ? this : add(member, problem);
    }

    List<Violation> found() {
        return List.copyOf(found);
    }
}
