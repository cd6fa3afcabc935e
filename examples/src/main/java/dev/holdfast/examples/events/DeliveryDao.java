package dev.holdfast.examples.events;

import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** SQL by hand, over rows and over events. */
// region:dao
public interface DeliveryDao {

    @SqlUpdate("update deliveries set courier = :courier where parcel = :parcel")
    int handOver(@Bind("parcel") String parcel, @Bind("courier") String courier);

    @SqlQuery("""
            select event_version from holdfast.append_event('parcel', :parcel, null, 'parcel-scanned',
                jsonb_build_object('depot', :depot::text))
            """)
    long scan(@Bind("parcel") String parcel, @Bind("depot") String depot);
}
// endregion:dao
