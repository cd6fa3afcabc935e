package dev.holdfast.liquibase;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A database without a projection, and a session of each role. */
abstract class ProjectionFixture {
    static final String DENIED = "42501";
    static final String LOST = "HF019";

    static Database database;

    Session app;
    Session across;
    Session owner;
    Session superuser;

    @BeforeAll
    static void migrate() {
        database = Database.withHoldfast();
    }

    @BeforeEach
    void empty() {
        app = database.app();
        across = database.across();
        owner = database.owner();
        superuser = database.session(Cluster.SUPERUSER);
        superuser.run("delete from holdfast.projections; delete from holdfast.projection_nodes");
    }

    @AfterEach
    void close() {
        List.of(app, across, owner, superuser).forEach(Session::close);
    }

    /** A node's sign of life for 30 seconds. */
    static String lease(String node, String projection, int version, int partitions) {
        return "select holdfast.lease_projections('%s', '{%s}', '{%d}', '{%d}', '30 seconds')"
                .formatted(node, projection, version, partitions);
    }

    static String advance(String projection, int partition, String token, String from, String to) {
        return "select holdfast.advance_projection('%s', 1, %d, '%s', '%s', '%s')"
                .formatted(projection, partition, token, from, to);
    }

    static String park(Object tenant, String projection, String stream, long position) {
        return "insert into holdfast.parked_streams (tenant_id, projection, version, partition, category, stream_id,"
                + " stream_version, position, type, error) values ('%s', '%s', 1, 0, 'article', '%s', 1, %d, 'T', 'secret of %s')"
                        .formatted(tenant, projection, stream, position, tenant);
    }

    /** The token of a partition that a node holds. */
    String token(String node, int partition) {
        return across.one("select token from holdfast.held_projections('" + node + "') where partition = " + partition);
    }
}
