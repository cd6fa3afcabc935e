/** Tenancy for a table that Liquibase changelogs made by hand. */
@NullMarked
package dev.holdfast.examples.tenancy;

import org.jspecify.annotations.NullMarked;
