package dev.holdfast.jdbi.statement;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Countries.COUNTRIES;
import static dev.holdfast.jdbi.fixture.Samples.SAMPLES;
import static dev.holdfast.jdbi.statement.Nodes.NODES;

import dev.holdfast.Session;
import dev.holdfast.changelog.Changelog;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The press with a tree beside it. */
public final class Forest implements DatabaseTemplate {

    static final Schema SCHEMA = Schema.of(AUTHORS, ARTICLES, SAMPLES, COUNTRIES, NODES);

    @Override
    public void prepare(TestDatabase database) throws Exception {
        new Press().prepare(database);
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Press.migrate(owner, Changelog.of(Schema.of(NODES), "forest").toXml());
        }
        try (Connection owner = database.ownerDataSource().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute(
                    "create unique index nodes_slug_live on nodes (tenant_id, slug) where archived_at is null");
        }
    }

    static JdbiHoldfast holdfast(TestDatabase database) {
        return holdfast(database.applicationDataSource());
    }

    static JdbiHoldfast holdfast(DataSource application) {
        return JdbiHoldfast.builder(application)
                .schema(SCHEMA)
                .json(new Jackson3Json())
                .build();
    }

    /** Stores a node and gives back its id. */
    static long node(Session session, String slug, @Nullable Long parent, @Nullable Integer rank) {
        return Objects.requireNonNull(session.insertInto(NODES, row -> row.set(NODES.slug, slug)
                        .set(NODES.parentId, parent)
                        .set(NODES.rank, rank))
                .returning(NODES.id)
                .one()
                .get(NODES.id));
    }
}
