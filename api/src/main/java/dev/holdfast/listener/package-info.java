/** How an application sees the SQL that runs for it. */
@NullMarked
package dev.holdfast.listener;

import org.jspecify.annotations.NullMarked;
