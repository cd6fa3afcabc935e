/**
 * PostgreSQL for tests: a server found or started once per run, a database per test class cloned from a template,
 * connections that are checked for leaks, and the tools that make a claim about a database provable: a clock that
 * stands still, a proxy that counts round trips and loses replies, and a race that starts on a barrier.
 *
 * <p>{@link dev.holdfast.testkit.PostgresTest} is the door for JUnit. {@link dev.holdfast.testkit.PostgresServer} is
 * the same server without JUnit, for benchmarks and demonstrations.
 */
@NullMarked
package dev.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
