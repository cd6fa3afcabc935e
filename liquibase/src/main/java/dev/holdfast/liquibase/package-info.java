/**
 * Liquibase change types in XML, YAML and JSON, a package for each feature.
 * {@code enableTenancy}, {@code addTenantForeignKey} and {@code sqlAcrossTenants} put a table under tenancy and keep it there;
 * {@code enableSoftDelete}, {@code addSoftForeignKey} and {@code addLiveUniqueConstraint} make it soft-deletable;
 * {@code addEventTypeIndex} is for the event store; the others are for encrypted columns.
 *
 * <p>The changelog to include first is on the class path as {@code dev/holdfast/liquibase/changelog.xml}. Everything here
 * produces plain SQL, which {@code update-sql} shows and PostgreSQL enforces, so the application doesn't need this module
 * at run time.
 */
@NullMarked
package dev.holdfast.liquibase;

import org.jspecify.annotations.NullMarked;
