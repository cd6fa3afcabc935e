package dev.holdfast.jdbi.deletion;

import static dev.holdfast.jdbi.deletion.Library.A;
import static dev.holdfast.jdbi.deletion.Library.B;
import static dev.holdfast.jdbi.deletion.Library.BOOKS;
import static dev.holdfast.jdbi.deletion.Library.PAIRS;
import static dev.holdfast.jdbi.deletion.Library.WRITERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.deletion.Deletion;
import dev.holdfast.deletion.RestoreResult.NotDeleted;
import dev.holdfast.deletion.RestoreResult.Refused;
import dev.holdfast.error.ForeignKeyViolationException;
import dev.holdfast.error.MappingException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.TransactionRequiredException;
import dev.holdfast.jdbi.ForTable;
import dev.holdfast.jdbi.HoldfastPlugin;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.SoftDeletes;
import dev.holdfast.jdbi.fixture.Authors;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Library.class)
class SqlObjectTest {

    private static int names;

    record GoneWriter(UUID id, String name, Instant deletedAt, String deletedBy, String deleteReason) {}

    record PairKey(String b, int a) {}

    record Pair(int a, String b, String note) {}

    @ForTable(Library.Writers.class)
    interface WriterDao extends SoftDeletes<GoneWriter, UUID> {
        @SqlQuery("select name from writers_live where name = :name")
        List<String> named(@Bind("name") String name);

        @SqlUpdate("delete from writers_live where id = :id")
        int deleteByHand(@Bind("id") UUID id);
    }

    @ForTable(Library.Pairs.class)
    interface PairDao extends SoftDeletes<Pair, PairKey> {}

    interface Undeclared extends SoftDeletes<Pair, PairKey> {}

    @ForTable(Library.Pairs.class)
    interface WrongKey extends SoftDeletes<Pair, Integer> {}

    abstract static class Unregistered extends dev.holdfast.table.Table implements dev.holdfast.table.SoftDeletable {
        Unregistered() {
            super("unregistered");
        }
    }

    @ForTable(Unregistered.class)
    interface ForUnregistered extends SoftDeletes<Pair, UUID> {}

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;
    private String name = "";

    SqlObjectTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Library.holdfast(database);
        this.a = holdfast.tenant(A).actor("user-7").because("spam");
    }

    @BeforeEach
    void chooseName() {
        name = "s" + ++names;
    }

    @Test
    void deletesFindsAndRestoresByKey() {
        UUID ann = Library.writer(a, name);
        UUID book = Library.book(a, ann, "one");
        Deletion gone = a.withSqlObject(WriterDao.class, dao -> dao.deleteById(ann));
        assertThat(gone.counts().toString()).isEqualTo("1 writers, 1 books");
        a.useSqlObject(WriterDao.class, dao -> {
            assertThat(dao.named(name)).isEmpty();
            assertThat(dao.deleteById(ann).isEmpty()).isTrue();
            Optional<GoneWriter> found = dao.findDeletedById(ann);
            assertThat(found).hasValueSatisfying(writer -> {
                assertThat(writer.deletedBy()).isEqualTo("user-7");
                assertThat(writer.deleteReason()).isEqualTo("spam");
            });
            assertThat(dao.findDeleted()).extracting(GoneWriter::id).contains(ann);
            assertThat(dao.findDeletedById(UUID.randomUUID())).isEmpty();
            assertThat(dao.restoreById(ann).isRestored()).isTrue();
            assertThat(dao.restoreById(ann)).isInstanceOf(NotDeleted.class);
            assertThat(dao.named(name)).containsExactly(name);
        });
        assertThat(a.from(BOOKS).where(BOOKS.id.eq(book)).exists()).isTrue();
    }

    @Test
    void itIsTheEngineOfTheDsl() {
        UUID ann = Library.writer(a, name);
        UUID book = Library.book(a, ann, "one");
        Library.loan(a, book);
        assertThatThrownBy(() -> a.useSqlObject(WriterDao.class, dao -> dao.deleteById(ann)))
                .isInstanceOf(ForeignKeyViolationException.class);
        UUID bob = Library.writer(a, name + "b");
        a.useSqlObject(WriterDao.class, dao -> assertThat(dao.deleteByHand(bob)).isEqualTo(1));
        Library.writer(a, name + "b");
        a.useSqlObject(WriterDao.class, dao -> assertThat(dao.restoreById(bob)).isInstanceOf(Refused.class));
        holdfast.tenant(B).useSqlObject(WriterDao.class, dao -> assertThat(dao.restoreById(bob))
                .isInstanceOf(NotDeleted.class));
    }

    @Test
    void handWrittenSqlIsStampedToo() {
        UUID ann = Library.writer(a, name);
        a.useSqlObject(WriterDao.class, dao -> {
            assertThat(dao.deleteByHand(ann)).isEqualTo(1);
            assertThat(dao.deleteByHand(ann)).isZero();
        });
        Optional<GoneWriter> found = a.withSqlObject(WriterDao.class, dao -> dao.findDeletedById(ann));
        assertThat(found)
                .hasValueSatisfying(writer -> assertThat(writer.deletedBy()).isEqualTo("user-7"));
    }

    @Test
    void keysOfSeveralColumnsAreRecords() {
        a.insertInto(PAIRS, row -> row.set(PAIRS.left, 7).set(PAIRS.right, name).set(PAIRS.note, "n"))
                .execute();
        a.useSqlObject(PairDao.class, dao -> {
            assertThat(dao.deleteById(new PairKey(name, 7)).total()).isEqualTo(1);
            assertThat(dao.findDeletedById(new PairKey(name, 7))).contains(new Pair(7, name, "n"));
            assertThat(dao.restoreById(new PairKey(name, 7)).isRestored()).isTrue();
        });
        assertThatThrownBy(() -> a.useSqlObject(WrongKey.class, dao -> dao.deleteById(7)))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("use a record with a component for each");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> a.useSqlObject(Undeclared.class, SoftDeletes::findDeleted))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("@ForTable");
        assertThatThrownBy(() -> a.useSqlObject(ForUnregistered.class, SoftDeletes::findDeleted))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("register the table");
        Jdbi own = Jdbi.create(database.applicationDataSource())
                .installPlugin(new SqlObjectPlugin())
                .installPlugin(new HoldfastPlugin());
        assertThatThrownBy(() -> own.useExtension(WriterDao.class, SoftDeletes::findDeleted))
                .isInstanceOf(TransactionRequiredException.class)
                .hasMessageContaining("isn't attached by a session of Holdfast");
        assertThat(Authors.AUTHORS.isSoftDeletable()).isFalse();
    }

    @Test
    void aHandleOfSomebodyElseServesWhereItIsJoined() {
        UUID ann = Library.writer(a, name);
        Jdbi own = Jdbi.create(database.applicationDataSource())
                .installPlugin(new SqlObjectPlugin())
                .installPlugin(new HoldfastPlugin());
        own.useTransaction(
                handle -> a.joining(handle, tx -> tx.attach(WriterDao.class).deleteById(ann)));
        assertThat(a.from(WRITERS).onlyDeleted().where(WRITERS.id.eq(ann)).exists())
                .isTrue();
    }
}
