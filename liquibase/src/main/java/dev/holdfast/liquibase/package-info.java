/**
 * Liquibase change types that put a table under tenancy and keep it there: {@code enableTenancy},
 * {@code addTenantForeignKey} and {@code sqlAcrossTenants}, in XML, YAML and JSON.
 *
 * <p>The changelog to include first is on the class path as {@code dev/holdfast/liquibase/changelog.xml}. Everything here
 * ends in plain SQL that {@code update-sql} shows; PostgreSQL does the enforcing, so nothing of this module is needed when
 * the application runs.
 */
@NullMarked
package dev.holdfast.liquibase;

import org.jspecify.annotations.NullMarked;
