package dev.holdfast.event;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** A member that is personal data. Immutable. */
public final class PersonalMember {

    private final String name;
    private final String subject;
    private final String shredded;
    private final AccessibleObject source;

    PersonalMember(String name, Personal mark, AccessibleObject source) {
        this.name = name;
        this.subject = mark.subject();
        this.shredded = mark.shredded();
        this.source = source;
    }

    /** Its name, and that of its member in JSON. */
    public String name() {
        return name;
    }

    /** The member that says whose it is. */
    public String subject() {
        return subject;
    }

    /** What is read instead once the subject was shredded, as JSON. */
    public String shredded() {
        return shredded;
    }

    /** Whether the value has none here; an unknown one counts as one. */
    public boolean isNull(Object owner) {
        return read(owner) == null;
    }

    boolean isPrimitive() {
        return (source instanceof Method method ? method.getReturnType() : ((Field) source).getType()).isPrimitive();
    }

    private @Nullable Object read(Object owner) {
        try {
            source.setAccessible(true);
            return source instanceof Method method ? method.invoke(owner) : ((Field) source).get(owner);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return owner;
        }
    }
}
