/** How a session reaches PostgreSQL: connections, the preamble that carries the tenant, one round trip for one statement, transactions. */
@NullMarked
package dev.holdfast.jdbi.internal.session;

import org.jspecify.annotations.NullMarked;
