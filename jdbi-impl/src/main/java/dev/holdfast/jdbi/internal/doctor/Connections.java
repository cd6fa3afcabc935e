package dev.holdfast.jdbi.internal.doctor;

import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * By what a database is asked.
 *
 * @param application the connection of the application's role
 * @param across the one of the role that works across tenants; null for none
 */
public record Connections(Jdbi application, @Nullable Jdbi across) {}
