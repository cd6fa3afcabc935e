package dev.holdfast.jdbi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jdbi.v3.core.qualifier.Qualifier;

/**
 * Says in a hand-written SqlObject that a value is hashed for a blind index when it is bound: to be compared with the index
 * column, as in {@code where email_bidx = :email}, or stored in it, beside the {@link Encrypted} value itself. A list or
 * array becomes an array of hashes, for {@code email_bidx = any (:emails)}. Null is NULL.
 *
 * <p>A blind index of few bits finds other values, too: compare what is read. While an index is replaced by another one
 * ({@code movingTo}), a statement of yours names both columns. An index over several columns is the DSL's alone.
 *
 * <p>Where it stands, and where it works, is as with {@link Encrypted}.
 */
@Documented
@Qualifier
@Target({ElementType.METHOD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface BlindIndexed {

    /** The table's name, as it is registered. */
    String table();

    /** The index column's name. */
    String column();

    /** What holds the tenant, across tenants; in a tenant's session the tenant is the session's. */
    String tenant() default "";
}
