package dev.holdfast.jdbi.internal.event;

import org.jdbi.v3.sqlobject.SqlObject;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Deletes events for good, as the role for work across tenants. A trigger lets only those go that may. */
public interface EventPurgeDao extends SqlObject {

    @SqlQuery("""
            with gone as (
                delete from holdfast.personal_data p using holdfast.streams s
                where s.tenant_id = p.tenant_id and s.stream_no = p.stream_no and p.version < s.first_version
                    and s.first_version > 1),
            archived as (
                delete from holdfast.archived_events e using holdfast.streams s
                where s.tenant_id = e.tenant_id and s.stream_no = e.stream_no and e.version < s.first_version
                    and s.first_version > 1
                returning 1),
            live as (
                delete from holdfast.events e using holdfast.streams s
                where s.tenant_id = e.tenant_id and s.stream_no = e.stream_no and e.version < s.first_version
                    and s.first_version > 1
                returning 1)
            select (select count(*) from archived) + (select count(*) from live)
            """)
    long purgeTruncated();

    /** The streams go first: their events are kept while they are there. */
    default long purge(Object tenant) {
        deleteStreams(tenant);
        deleteSnapshots(tenant);
        deletePersonalData(tenant);
        deleteHandledCommands(tenant);
        return deleteArchivedEvents(tenant) + deleteEvents(tenant);
    }

    @SqlUpdate("delete from holdfast.streams where tenant_id = :tenant")
    long deleteStreams(@Bind("tenant") Object tenant);

    @SqlUpdate("delete from holdfast.snapshots where tenant_id = :tenant")
    long deleteSnapshots(@Bind("tenant") Object tenant);

    @SqlUpdate("delete from holdfast.personal_data where tenant_id = :tenant")
    long deletePersonalData(@Bind("tenant") Object tenant);

    /** What commands have answered may quote the events. */
    @SqlUpdate("delete from holdfast.handled_commands where tenant_id = :tenant")
    long deleteHandledCommands(@Bind("tenant") Object tenant);

    @SqlUpdate("delete from holdfast.archived_events where tenant_id = :tenant")
    long deleteArchivedEvents(@Bind("tenant") Object tenant);

    @SqlUpdate("delete from holdfast.events where tenant_id = :tenant")
    long deleteEvents(@Bind("tenant") Object tenant);
}
