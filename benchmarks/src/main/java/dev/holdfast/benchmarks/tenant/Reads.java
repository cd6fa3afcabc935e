package dev.holdfast.benchmarks.tenant;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Superuser;

/** The contenders of the reading benchmarks, checked. One thread's. */
final class Reads implements AutoCloseable {

    final Ids ids;
    final HoldfastReads holdfast;
    final RawReads raw;
    final JdbiReads jdbi;

    private Reads(BenchmarkDatabase database, Ids ids) {
        this.ids = ids;
        this.holdfast = new HoldfastReads(database);
        this.raw = new RawReads(database);
        this.jdbi = new JdbiReads(database);
    }

    /** Opens them, and compares what each reads with what is stored. */
    static Reads open() throws Exception {
        BenchmarkDatabase database = BenchmarkDatabase.current();
        try (Superuser unbound = database.superuser()) {
            Reads reads = new Reads(database, Ids.load(unbound));
            Check check = new Check(unbound);
            check.reads("Holdfast", reads.ids, reads.holdfast::byId);
            check.reads("Holdfast, a kept statement", reads.ids, id -> reads.holdfast.run(HoldfastReads.statement(id)));
            check.reads("JDBC without tenant", reads.ids, reads.raw::noTenant);
            check.reads("JDBC pipelined", reads.ids, reads.raw::pipelined);
            check.reads("JDBC in a transaction", reads.ids, reads.raw::transaction);
            check.reads("JDBI without tenant", reads.ids, reads.jdbi::plain);
            check.reads("JDBI in a transaction", reads.ids, reads.jdbi::transaction);
            return reads;
        }
    }

    @Override
    public void close() {
        holdfast.close();
        raw.close();
        jdbi.close();
    }
}
