package dev.holdfast.jdbi;

import dev.holdfast.jdbi.internal.history.sqlobject.AsOfParameter;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jdbi.v3.sqlobject.customizer.SqlStatementCustomizingAnnotation;

/**
 * Says in a hand-written SqlObject as of when a query reads: it binds an {@link java.time.Instant}, which the SQL gives to
 * {@code <table>_as_of}, or a {@link dev.holdfast.history.SnapshotToken}, which it gives to {@code <table>_as_of_token}.
 *
 * <pre>{@code
 * @SqlQuery("""
 *         select a.title, u.name
 *         from articles_as_of(:at) a join authors_as_of(:at) u on u.id = a.author_id
 *         where a.deleted_at is null
 *         """)
 * List<Byline> bylines(@AsOf("at") Instant at);
 * }</pre>
 *
 * <p>Before anything is sent, a statement is refused ({@link dev.holdfast.error.StatementException}) whose SQL gives the moment
 * to no such function, or reads a table of the schema as it is now that {@link #withCurrent} doesn't name, by its own name or
 * by its view of live rows. That is told by the statement's text: what views and functions read inside of them nobody knows. The
 * functions filter by tenant, as the table's policy does, and not by what is deleted softly.
 *
 * <p>Null, and an instant that PostgreSQL can't hold, is {@link dev.holdfast.error.InvalidValueException}. PostgreSQL refuses a
 * moment before the history began ({@link dev.holdfast.error.NoHistoryException}), and a token of another cluster ({@link
 * dev.holdfast.error.SnapshotTokenException}).
 *
 * <p>It stands on methods with {@code @SqlQuery} or {@code @SqlUpdate}, alone on its parameter, and works where a session of
 * Holdfast manages the handle, as {@link SoftDeletes} does; elsewhere nothing is sent and {@link
 * dev.holdfast.error.TransactionRequiredException} comes.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@SqlStatementCustomizingAnnotation(AsOfParameter.class)
public @interface AsOf {

    /** The name that the SQL has for it; empty for the parameter's own, where the compiler kept it. */
    String value() default "";

    /** The tables, by their registered names, that the statement may read as they are now. */
    String[] withCurrent() default {};
}
