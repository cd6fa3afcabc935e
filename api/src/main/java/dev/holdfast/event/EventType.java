package dev.holdfast.event;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The registered name of an event's class: what is stored, so that the class may be renamed and moved. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventType {

    /** The name; 1 to 200 characters, never changed once events are stored. */
    String value();

    /** The schema version under which new events are stored, from 1 on; raised together with an upcaster. */
    int version() default 1;
}
