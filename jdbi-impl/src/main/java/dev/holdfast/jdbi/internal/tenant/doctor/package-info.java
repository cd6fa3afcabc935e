/** What the doctor examines of the fence around tenants: the questions, what was read, and the checks that judge it. */
@NullMarked
package dev.holdfast.jdbi.internal.tenant.doctor;

import org.jspecify.annotations.NullMarked;
