package dev.holdfast.audit;

import org.jspecify.annotations.Nullable;

/**
 * Which change sets. Immutable.
 *
 * @param id this one alone; null for those of the filter
 * @param after the id behind which to begin, in the order that is read; null for the first
 * @param filter by whom, when, and how many
 */
public record ChangeSetsQuery(@Nullable Long id, @Nullable Long after, AuditFilter filter) {}
