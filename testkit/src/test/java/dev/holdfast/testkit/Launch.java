package dev.holdfast.testkit;

import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs test classes inside a test, to look at what became of them. */
final class Launch {
    private Launch() {}

    /** One after another. */
    static EngineExecutionResults of(Class<?>... classes) {
        return engine(classes).execute();
    }

    /** Classes and methods at the same time. */
    static EngineExecutionResults concurrently(Class<?>... classes) {
        return engine(classes)
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .execute();
    }

    private static EngineTestKit.Builder engine(Class<?>... classes) {
        EngineTestKit.Builder engine = EngineTestKit.engine("junit-jupiter");
        for (Class<?> type : classes) {
            engine.selectors(DiscoverySelectors.selectClass(type));
        }
        return engine;
    }
}
