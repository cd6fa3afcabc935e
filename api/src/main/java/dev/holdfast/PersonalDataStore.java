package dev.holdfast;

import dev.holdfast.crypto.ReencryptionProgress;
import dev.holdfast.crypto.ReencryptionReport;
import java.util.function.Consumer;

/**
 * A place that keeps values under data keys besides the registered tables: a history, an archive, events. Given to the
 * builder of a Holdfast, it takes part in rotation and shredding. Thread-safe.
 */
public interface PersonalDataStore {

    /** Its name, for messages and progress. */
    String name();

    /** How many values the session's tenant has there under a data key, by their headers. Zero lets the key be retired. */
    long uses(Session session, long keyId);

    /**
     * Encrypts by the active keys what is there under others, in transactions of its own. Called by
     * {@link dev.holdfast.crypto.DataKeys#reencryptStores}.
     */
    ReencryptionReport reencrypt(Scope scope, Consumer<? super ReencryptionProgress> listener);

    /**
     * A person's keys are being destroyed: removes what would still tell of the person, such as hashes. Values under the
     * keys needn't be touched.
     *
     * @param transaction the one that destroys them; what is done here is committed or rolled back with it
     */
    void subjectShredded(Transaction transaction, String subject);
}
