/**
 * Liquibase change types in XML, YAML and JSON, a package for each feature.
 * {@code enableTenancy}, {@code addTenantForeignKey} and {@code sqlAcrossTenants} put a table under tenancy and keep it there;
 * {@code enableSoftDelete}, {@code addSoftForeignKey} and {@code addLiveUniqueConstraint} let its rows be deleted softly; the
 * others are for columns of encrypted values.
 *
 * <p>The changelog to include first is on the class path as {@code dev/holdfast/liquibase/changelog.xml}. Everything here
 * ends in plain SQL that {@code update-sql} shows; PostgreSQL does the enforcing, so nothing of this module is needed when
 * the application runs.
 */
@NullMarked
package dev.holdfast.liquibase;

import org.jspecify.annotations.NullMarked;
