/**
 * The doctor: compares a database with what the tables declare and with what the fence around tenants needs.
 *
 * <p>{@link dev.holdfast.jdbi.internal.doctor.Catalog} asks PostgreSQL, {@link dev.holdfast.jdbi.internal.doctor.Facts}
 * puts the answers together, and each class whose name ends in {@code Checks} judges one side of them, without a
 * connection. Each feature has an {@link dev.holdfast.jdbi.internal.doctor.Examination} in a package of its own, with
 * questions and facts of its own; who builds the doctor says which of them are asked.
 */
@NullMarked
package dev.holdfast.jdbi.internal.doctor;

import org.jspecify.annotations.NullMarked;
