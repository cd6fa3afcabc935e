package dev.holdfast.jdbi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jdbi.v3.core.qualifier.Qualifier;

/**
 * Says in a hand-written SqlObject that a value belongs to an encrypted column: it is encrypted when it is bound, and
 * decrypted when it is read. Type, mode and subject come from the registered table.
 *
 * <pre>{@code
 * record Contact(UUID id, @Encrypted(table = "patients", column = "email", rowKey = "id") String email) {}
 *
 * interface ContactDao {
 *     @SqlUpdate("update patients set email = :email, email_bidx = :index where id = :id")
 *     int move(
 *             @Bind("id") UUID id,
 *             @Bind("email") @Encrypted(table = "patients", column = "email", rowKey = "id") String email,
 *             @Bind("index") @BlindIndexed(table = "patients", column = "email_bidx") String same);
 *
 *     @SqlQuery("select id, email from patients where email_bidx = :email")
 *     @RegisterConstructorMapper(Contact.class)
 *     List<Contact> of(@Bind("email") @BlindIndexed(table = "patients", column = "email_bidx") String email);
 * }
 * }</pre>
 *
 * <p>It stands on parameters, on getters and setters, on components of records, and on constructor properties of Kotlin
 * (there {@code @BindBean} of one object finds it, too; for {@code @SqlBatch} write {@code @get:Encrypted} besides). On a
 * method with {@code @SqlQuery} it is about the values that the method gives back, which are the result's first column.
 * What is read may be declared as {@link dev.holdfast.crypto.Decrypted}. Null is NULL, in both directions.
 *
 * <p>Binding, {@link #rowKey}, {@link #subject} and {@link #tenant} are names of parameters of the same statement,
 * whatever binds these: {@code @Bind}, {@code @BindBean}, {@code @BindMethods}, {@code @BindMap}; within a bean that is
 * bound under a prefix, properties of that bean come first. Reading, they are labels of columns of the same result. Where
 * a name isn't found, {@code patientId} and {@code patient_id} stand for one another.
 *
 * <p>It works where a session of Holdfast manages the handle, as {@link SoftDeletes} does; elsewhere nothing is sent and
 * {@link dev.holdfast.error.TransactionRequiredException} comes. A table or column that isn't registered, and a
 * {@link #rowKey} that the method doesn't bind, give {@link dev.holdfast.crypto.EncryptionException} when the SqlObject is
 * attached.
 */
@Documented
@Qualifier
@Target({ElementType.METHOD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface Encrypted {

    /** The table's name, as it is registered. */
    String table();

    /** The encrypted column's name. */
    String column();

    /**
     * What holds the primary key of the value's row: a name for each column of the key, in their order, without the
     * tenant. Left out only where the column is declared {@code notBoundToItsRow()}.
     */
    String[] rowKey() default {};

    /** What holds the subject, in a column that is encrypted per subject; empty for the subject column's own name. */
    String subject() default "";

    /** What holds the tenant, across tenants; in a tenant's session the tenant is the session's. */
    String tenant() default "";
}
