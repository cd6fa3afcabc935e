package dev.holdfast.testkit;

/**
 * Makes the database that test classes get copies of: runs the migrations and writes the rows that every test may
 * rely on. Each template class is prepared once per run, in a database of its own, which is then closed to
 * connections and cloned with {@code create database … template …}.
 *
 * <p>An implementation needs a constructor without parameters (of any visibility), must close every connection that
 * it opens, and must not keep the {@link TestDatabase}: it is a template's, not a test's.
 */
@FunctionalInterface
public interface DatabaseTemplate {
    /** Fills the new, empty database, which belongs to {@link Role#OWNER}. Called once per run. */
    void prepare(TestDatabase database) throws Exception;

    /** A template with nothing in it: the default of {@link PostgresTest#template()}. */
    final class Empty implements DatabaseTemplate {
        @Override
        public void prepare(TestDatabase database) {
            // nothing: an empty database is what was asked for
        }
    }
}
