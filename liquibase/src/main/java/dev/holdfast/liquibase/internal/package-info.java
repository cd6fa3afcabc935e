/**
 * What Holdfast's changes have in common: their bases, and how they write names, blocks and what goes around statements over all
 * tenants' rows. Not for applications: it isn't part of the API, and may change in any version.
 */
@NullMarked
package dev.holdfast.liquibase.internal;

import org.jspecify.annotations.NullMarked;
