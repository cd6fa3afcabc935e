package dev.holdfast.testkit.internal.isolation.deletion;

import dev.holdfast.testkit.IsolationReport.Way;
import dev.holdfast.testkit.internal.isolation.Verdict;

/** Something that is tried on a row that isn't live. */
record Probe(String name, Way way, Body body) {

    @FunctionalInterface
    interface Body {
        Verdict run(Hidden hidden) throws Exception;
    }

    static Probe dsl(String name, Body body) {
        return new Probe(name, Way.DSL, body);
    }

    static Probe sql(String name, Body body) {
        return new Probe(name, Way.SQL, body);
    }
}
