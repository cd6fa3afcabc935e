package dev.holdfast.jdbi.internal.audit.doctor;

import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.history.Archive;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;

/** The database of {@link Archive}, with a partitioned table that is audited and that no table object knows of. */
public final class Archives implements DatabaseTemplate {

    @Override
    public void prepare(TestDatabase database) throws Exception {
        new Archive().prepare(database);
        Sql.run(database.ownerDataSource(), """
                create table readings (id bigint, taken date, value int, primary key (id, taken)) partition by range (taken);
                create table readings_old partition of readings for values from (minvalue) to ('2026-01-01');
                select holdfast.enable_audit('readings', null)
                """);
    }
}
