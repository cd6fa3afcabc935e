package dev.holdfast.jdbi.internal.crypto;

import java.util.List;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The table of data keys, as the session's tenant sees it. */
public interface DataKeysDao {

    /** Keys by their ids, whatever their state. */
    @SqlQuery("""
            select id, tenant, subject, purpose, state, wrapped, wrapping_key from holdfast.data_keys where id = any (:ids)
            """)
    @RegisterConstructorMapper(KeyRow.class)
    List<KeyRow> byIds(@Bind("ids") Long[] ids);

    /** The active keys of owners. */
    @SqlQuery("""
            select k.id, k.tenant, k.subject, k.purpose, k.state, k.wrapped, k.wrapping_key
            from unnest(:tenants, :subjects, :purposes) as o (tenant, subject, purpose)
                join holdfast.data_keys k using (tenant, subject, purpose)
            where k.state = 'active'
            """)
    @RegisterConstructorMapper(KeyRow.class)
    List<KeyRow> active(
            @Bind("tenants") String[] tenants,
            @Bind("subjects") String[] subjects,
            @Bind("purposes") String[] purposes);

    /** Stores a new key, unless its owner has an active one meanwhile. */
    @SqlUpdate("""
            insert into holdfast.data_keys (id, tenant, subject, purpose, state, wrapped, wrapping_key)
            values (:id, :tenant, :subject, :purpose, :state, :wrapped, :wrappingKey)
            on conflict do nothing
            """)
    int insert(@BindMethods KeyRow key);
}
