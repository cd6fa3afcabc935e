package dev.holdfast.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the test class a PostgreSQL database of its own, cloned from a template: declare a {@link TestDatabase}
 * parameter on the constructor, a test, or a life-cycle method. Connections that a test leaves open fail it.
 *
 * <pre>{@code
 * @PostgresTest(template = Articles.Template.class)
 * class ArticlesTest {
 *     @Test
 *     void storesAnArticle(TestDatabase database) { … database.applicationDataSource() … }
 * }
 * }</pre>
 *
 * <p>{@code @Nested} classes share the database of the class around them unless they name another template. For where
 * the server comes from see {@link PostgresServer#find()}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(PostgresExtension.class)
public @interface PostgresTest {
    /** What the database contains when the first test begins; prepared once per run. */
    Class<? extends DatabaseTemplate> template() default DatabaseTemplate.Empty.class;
}
