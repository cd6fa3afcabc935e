/**
 * The results of soft deletions, restorations and purges: a {@link dev.holdfast.deletion.Deletion} with its counts, a
 * {@link dev.holdfast.deletion.RestoreResult} with every conflict, a {@link dev.holdfast.deletion.PurgeReport}.
 */
@NullMarked
package dev.holdfast.deletion;

import org.jspecify.annotations.NullMarked;
