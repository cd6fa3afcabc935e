@NullMarked
package dev.holdfast.jdbi.projection;

import org.jspecify.annotations.NullMarked;
