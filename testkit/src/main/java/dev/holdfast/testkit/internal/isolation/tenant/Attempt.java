package dev.holdfast.testkit.internal.isolation.tenant;

import dev.holdfast.testkit.IsolationReport.Way;
import dev.holdfast.testkit.internal.isolation.Verdict;

/** Something that tenant B tries with tenant A's row. */
record Attempt(String name, Way way, Body body) {

    @FunctionalInterface
    interface Body {
        Verdict run(TenantRows subject) throws Exception;
    }

    static Attempt dsl(String name, Body body) {
        return new Attempt(name, Way.DSL, body);
    }

    static Attempt sql(String name, Body body) {
        return new Attempt(name, Way.SQL, body);
    }
}
