package dev.holdfast.jdbi.internal.event;

import dev.holdfast.PersonalDataStore;
import dev.holdfast.Scope;
import dev.holdfast.Session;
import dev.holdfast.Transaction;
import dev.holdfast.crypto.ReencryptionProgress;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.expression.Selectable;
import dev.holdfast.jdbi.internal.session.ResultColumn;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.sql.SqlTypes;
import java.util.function.Consumer;

/**
 * The personal data in events and snapshots, for rotation and shredding. Events stay as they were written, ciphertexts too,
 * so that a key which encrypts events is never retired; snapshots of a shredded person go by a trigger.
 */
public final class EventPersonalData implements PersonalDataStore {

    private static final Selectable<Long> COUNT = new ResultColumn<>("count", SqlTypes.BIGINT);

    @Override
    public String name() {
        return "holdfast.events";
    }

    @Override
    public long uses(Session session, long keyId) {
        return session.one(PlainStatement.of(
                        "select (select count(*) from holdfast.personal_data where key_id = {0})"
                                + " + (select count(*) from holdfast.snapshots where {0} = any (key_ids)) as count",
                        keyId)
                .returning(COUNT)
                .map(row -> row.get(COUNT)));
    }

    @Override
    public ReencryptionReport reencrypt(Scope scope, Consumer<? super ReencryptionProgress> listener) {
        return new ReencryptionReport(0, 0, 0, 0);
    }

    @Override
    public void subjectShredded(Transaction transaction, String subject) {
        // the table of data keys does it, for every client
    }
}
