/**
 * One tenant's rows read and inserted behind row-level security, by Holdfast, by JDBC and by JDBI.
 */
@NullMarked
package dev.holdfast.benchmarks.tenant;

import org.jspecify.annotations.NullMarked;
