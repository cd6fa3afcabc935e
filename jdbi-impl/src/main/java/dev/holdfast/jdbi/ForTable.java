package dev.holdfast.jdbi;

import dev.holdfast.table.StoredTable;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says which table a SqlObject that extends {@link SoftDeletes} or {@link AuditTrail} is about. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ForTable {

    /** The class of the table, which is registered in the Holdfast's schema. */
    Class<? extends StoredTable> value();
}
