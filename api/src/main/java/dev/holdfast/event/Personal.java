package dev.holdfast.event;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A member of an event's or a snapshot's class that is personal data: it is stored encrypted by the subject's data key,
 * and can't be read any more once the subject was shredded. On a record's component, on a Kotlin data class's property
 * ({@code @Personal} on the constructor's parameter or with {@code @field:} or {@code @get:}), or on a bean's field. Only
 * members of the class itself can be marked, whatever their type.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
public @interface Personal {

    /**
     * The member, not personal itself, that says whose data it is: its value as JSON text, without quotes, is the subject
     * that {@code keys().shredSubject(…)} takes.
     */
    String subject();

    /**
     * What is read instead, as JSON, once the subject was shredded: something that the codec can read as this member, so
     * not null for a Kotlin type that doesn't allow it.
     */
    String shredded() default "null";
}
