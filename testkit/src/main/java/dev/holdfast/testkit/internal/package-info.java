/**
 * Where the server comes from (given URLs, Testcontainers, embedded), and the PostgreSQL wire protocol as far as a
 * counting proxy needs it. Not for users: it changes without notice.
 */
@NullMarked
package dev.holdfast.testkit.internal;

import org.jspecify.annotations.NullMarked;
