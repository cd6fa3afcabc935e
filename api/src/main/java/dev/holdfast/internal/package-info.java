/**
 * What Holdfast's own modules share: values on their way to PostgreSQL and back, finished text with its parameters, and the
 * names in a statement. Not for applications: it isn't part of the API, and may change in any version.
 */
@NullMarked
package dev.holdfast.internal;

import org.jspecify.annotations.NullMarked;
