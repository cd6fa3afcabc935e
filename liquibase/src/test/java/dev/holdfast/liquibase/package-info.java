/** Tests of the changelog and the change types: on real PostgreSQL, as the roles that a user has. */
@NullMarked
package dev.holdfast.liquibase;

import org.jspecify.annotations.NullMarked;
