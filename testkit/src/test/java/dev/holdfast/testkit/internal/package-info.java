/** Tests of where PostgreSQL comes from. */
@NullMarked
package dev.holdfast.testkit.internal;

import org.jspecify.annotations.NullMarked;
