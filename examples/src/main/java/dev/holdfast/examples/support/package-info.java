/** What the examples share: a database with the schema's tables, and tenants in it. */
@NullMarked
package dev.holdfast.examples.support;

import org.jspecify.annotations.NullMarked;
