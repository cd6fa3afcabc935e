/** The doctor on the fence around tenants, healthy and with exactly one thing broken. */
@NullMarked
package dev.holdfast.jdbi.internal.tenant.doctor;

import org.jspecify.annotations.NullMarked;
