package dev.holdfast.table;

/**
 * A {@link Table} whose every state is kept, so that it can be read as it was at any moment:
 *
 * <pre>{@code
 * public final class Articles extends Table implements SoftDeletable, Historical { … }
 *
 * acme.from(ARTICLES).asOf(yesterday).list();
 * acme.history(ARTICLES).of(id).list();
 * }</pre>
 *
 * {@code enableHistory} of holdfast-liquibase makes the table {@code <table>_versions} beside it, which PostgreSQL's triggers
 * fill whoever writes. The table has a primary key.
 *
 * <p>For tables only: a class that isn't one is refused.
 */
public non-sealed interface Historical extends StoredTable {}
