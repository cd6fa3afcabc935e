/**
 * What trials share: the attempts that a trial makes on rows, one after another, and the verdicts on them. Each thing that
 * is put on trial is a package beneath this one.
 */
@NullMarked
package dev.holdfast.testkit.internal.isolation;

import org.jspecify.annotations.NullMarked;
