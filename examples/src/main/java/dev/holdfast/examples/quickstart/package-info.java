/**
 * The quickstart: a repository's git history in PostgreSQL for one tenant, another tenant beside it, and what each of
 * them sees. {@code QuickstartMain} starts it, {@code GitHistory} reads, {@code Import} writes, {@code Tour} shows, with
 * {@code Secrets}, {@code Deletions} and {@code AuthorStreams}, for which {@code Replay} appends.
 */
@NullMarked
package dev.holdfast.examples.quickstart;

import org.jspecify.annotations.NullMarked;
