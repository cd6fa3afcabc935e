package dev.holdfast.benchmarks.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Superuser;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every contender of the benchmarks of encryption, on few rows. Opening compares what they read with what is stored. */
class ContendersTest {

    static {
        System.setProperty("holdfast.benchmarks.rowsPerTenant", "25");
    }

    @SuppressWarnings("NullAway.Init")
    private static BenchmarkDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = BenchmarkDatabase.start().announce();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 2048})
    void decryptWhatTheyEncrypted(int size) throws Exception {
        EncryptionBenchmark benchmark = new EncryptionBenchmark();
        benchmark.size = size;
        benchmark.open();
        assertThat(benchmark.javaxDecrypt()).isNotZero().isEqualTo(benchmark.tinkDecrypt());
        assertThat(benchmark.holdfastDecrypt()).isEqualTo(benchmark.tinkDecrypt());
        assertThat(benchmark.holdfastTextDecrypt()).isEqualTo(benchmark.tinkDecrypt());
        benchmark.javaxEncrypt();
        benchmark.tinkEncrypt();
        benchmark.holdfastEncrypt();
        benchmark.holdfastTextEncrypt();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void insertThePeopleThatTheyAreGiven(int rows) throws Exception {
        EncryptedInsertBenchmark benchmark = new EncryptedInsertBenchmark();
        benchmark.rows = rows;
        benchmark.open();
        assertThat(benchmark.encrypted()).isEqualTo(rows);
        assertThat(benchmark.clear()).isEqualTo(rows);
        benchmark.close();
    }

    @Test
    @DisplayName("EN-23 the application's role finds encrypted values by the blind index, behind row-level security")
    void findTheSamePeopleByTheirIndexes() throws Exception {
        EncryptedSearchBenchmark benchmark = new EncryptedSearchBenchmark();
        benchmark.rows = 20_000;
        benchmark.open();
        assertThat(List.of(benchmark.encrypted(), benchmark.clear(), benchmark.encrypted()))
                .doesNotHaveDuplicates()
                .allMatch(person -> person.tenantId() == BenchmarkDatabase.TENANT);
        benchmark.close();
    }

    @Test
    void writeEveryRowAnew() throws Exception {
        ReencryptionBenchmark benchmark = new ReencryptionBenchmark();
        benchmark.open();
        assertThat(benchmark.holdfast()).isEqualTo(ReencryptionBenchmark.ROWS);
        assertThat(benchmark.withoutEncryption()).isEqualTo(ReencryptionBenchmark.ROWS);
        benchmark.close();
    }

    /** The floor of the re-encryption, which needs none. */
    @Test
    void leaveTheRowsAsTheyWere() throws Exception {
        try (Superuser unbound = database.superuser();
                PeopleStore store = PeopleStore.encrypted(database, "rewritten");
                RawRewriting raw = new RawRewriting(database, "rewritten", 7)) {
            PeopleTables tables = new PeopleTables(database, unbound);
            tables.create(store);
            List<Person> people = Crowd.people(0, 30, BenchmarkDatabase.TENANT);
            store.insert(people);
            assertThat(raw.run()).isEqualTo(30);
            people.forEach(store::check);
        }
    }

    @Test
    void areRefusedWhenTheyFindSomebodyElse() throws Exception {
        try (Superuser unbound = database.superuser();
                PeopleStore store = PeopleStore.clear(database, "mistaken")) {
            PeopleTables tables = new PeopleTables(database, unbound);
            tables.create(store);
            Person person = Crowd.person(1, BenchmarkDatabase.TENANT);
            store.insert(List.of(person));
            unbound.run("update mistaken set phone = 'another'");
            assertThatThrownBy(() -> store.check(person))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("mistaken gave Person[");
        }
    }
}
