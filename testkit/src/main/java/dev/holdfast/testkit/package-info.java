/**
 * PostgreSQL for tests: a server found or started once per run, a database per test class cloned from a template,
 * connections that are checked for leaks, and tools to prove claims about a database: a settable clock, a proxy that
 * counts round trips and drops replies, and a race of threads.
 *
 * <p>Use {@link dev.holdfast.testkit.PostgresTest} with JUnit, and {@link dev.holdfast.testkit.PostgresServer} without it,
 * for benchmarks and demonstrations.
 */
@NullMarked
package dev.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
