package dev.holdfast.benchmarks.crypto;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.TenantScope;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.expression.Condition;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.query.BoundSelect;
import dev.holdfast.query.Query;
import dev.holdfast.query.RowWriter;
import dev.holdfast.query.Select;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.Role;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** One table of people by Holdfast, as an application writes it; each statement alone in its round trip. */
final class PeopleStore implements AutoCloseable {

    private final HikariDataSource pool;
    private final JdbiHoldfast holdfast;
    private final TenantScope tenant;
    private final Table table;
    private final BiConsumer<RowWriter, Person> writer;
    private final Function<String, Condition> byEmail;

    private PeopleStore(
            BenchmarkDatabase database,
            Table table,
            BiConsumer<RowWriter, Person> writer,
            Function<String, Condition> byEmail) {
        this.pool = database.pool(Role.APPLICATION);
        this.holdfast = JdbiHoldfast.builder(pool)
                .schema(table)
                .encryption(Encryption.with(database.keyring()))
                .build();
        this.tenant = holdfast.tenant(BenchmarkDatabase.TENANT);
        this.table = table;
        this.writer = writer;
        this.byEmail = byEmail;
    }

    /** In clear text. */
    static PeopleStore clear(BenchmarkDatabase database, String name) {
        ClearPeople people = new ClearPeople(name);
        return new PeopleStore(
                database,
                people,
                (row, person) -> row.set(people.id, person.id())
                        .set(people.name, person.name())
                        .set(people.email, person.email())
                        .set(people.phone, person.phone()),
                people.email::eq);
    }

    /** Encrypted. */
    static PeopleStore encrypted(BenchmarkDatabase database, String name) {
        EncryptedPeople people = new EncryptedPeople(name);
        return new PeopleStore(
                database,
                people,
                (row, person) -> row.set(people.id, person.id())
                        .set(people.name, person.name())
                        .set(people.email, person.email())
                        .set(people.phone, person.phone()),
                people.emailIndex::eq);
    }

    Table table() {
        return table;
    }

    Schema schema() {
        return Schema.of(table);
    }

    TenantScope tenant() {
        return tenant;
    }

    /** One statement for all. */
    long insert(List<Person> people) {
        return insert(tenant, people);
    }

    /** The same for another tenant. */
    long insertFor(long otherTenant, List<Person> people) {
        return insert(holdfast.tenant(otherTenant), people);
    }

    private long insert(TenantScope scope, List<Person> people) {
        return scope.insertInto(table).rows(people, writer::accept).execute();
    }

    Person byEmail(String email) {
        return select(email).mapTo(Person.class).one();
    }

    /** Refuses a store that finds somebody else, or the same person differently. */
    void check(Person stored) {
        Person found = byEmail(stored.email());
        if (!found.equals(stored)) {
            throw new IllegalStateException(table.name() + " gave " + found + ", stored is " + stored);
        }
    }

    private BoundSelect select(String email) {
        return tenant.from(table).where(byEmail.apply(email));
    }

    /** The search as it is sent. */
    Query<Person> search(String email) {
        return Select.from(table)
                .where(byEmail.apply(email))
                .mapTo(Person.class)
                .atMost(2);
    }

    @Override
    public void close() {
        pool.close();
    }
}
