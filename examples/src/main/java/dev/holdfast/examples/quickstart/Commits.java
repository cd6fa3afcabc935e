package dev.holdfast.examples.quickstart;

import static dev.holdfast.examples.quickstart.Authors.AUTHORS;

import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.ArrayColumn;
import dev.holdfast.table.Audited;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Historical;
import dev.holdfast.table.OnDelete;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Commits, each with its author. Messages are encrypted, since their last lines name people, as Signed-off-by does. */
// region:commits
public final class Commits extends Table implements SoftDeletable, Audited, Historical {

    public static final Commits COMMITS = new Commits();

    public final TextColumn<String> sha = varchar("sha", 64).primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final OrderedColumn<UUID> authorId = uuid("author_id").references(AUTHORS.id, OnDelete.CASCADE);
    public final OrderedColumn<Instant> committedAt = timestamptz("committed_at");
    public final TextColumn<String> subject = text("subject");
    public final EncryptedColumn<String> message = text("message").encrypted(); // by the tenant's key
    public final ArrayColumn<List<String>> parents = array("parents", SqlTypes.TEXT);

    private Commits() {
        super("commits");
        index(committedAt, sha);
        index(authorId, committedAt, sha);
    }
}
// endregion:commits
