/**
 * Spring's transactions as sessions of Holdfast: a transaction manager that tells PostgreSQL for whom each transaction is,
 * and what lets Holdfast join them. So {@code JdbcClient}, {@code JdbcTemplate}, JPA and jOOQ see the tenant's rows, and no
 * others, as Holdfast's own statements do.
 */
@NullMarked
package dev.holdfast.spring;

import org.jspecify.annotations.NullMarked;
