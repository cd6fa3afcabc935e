/** What the doctor examines of the recording of changes and of the audit log. */
@NullMarked
package dev.holdfast.jdbi.internal.audit.doctor;

import org.jspecify.annotations.NullMarked;
