package dev.holdfast.examples.encryption;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.jdbi.BlindIndexed;
import dev.holdfast.jdbi.Encrypted;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** SQL by hand over encrypted columns. */
// region:dao
public interface PatientDao {

    record Contact(
            UUID id,

            @Encrypted(table = "patients", column = "email", rowKey = "id")
            Decrypted<String> email) {}

    @SqlUpdate("update patients set email = :email, email_bidx = :index where id = :id")
    int changeEmail(
            @Bind("id") UUID id,
            @Bind("email") @Encrypted(table = "patients", column = "email", rowKey = "id") String email,
            @Bind("index") @BlindIndexed(table = "patients", column = "email_bidx") String same);

    @SqlQuery("select id, email from patients where email_bidx = :email")
    @RegisterConstructorMapper(Contact.class)
    List<Contact> byEmail(@Bind("email") @BlindIndexed(table = "patients", column = "email_bidx") String email);
}
// endregion:dao
