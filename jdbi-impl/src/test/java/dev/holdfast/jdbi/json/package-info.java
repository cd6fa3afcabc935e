/** What is kept as JSON comes back as it was stored, or is refused before it is stored. */
@NullMarked
package dev.holdfast.jdbi.json;

import org.jspecify.annotations.NullMarked;
