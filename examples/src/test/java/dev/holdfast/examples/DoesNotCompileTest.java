package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What has no meaning on a table that isn't soft-deletable, on a column that is encrypted, or for a kind of events, is refused
 * by the compiler.
 */
class DoesNotCompileTest {

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** {@code SOFT} is soft-deletable, {@code PLAIN} isn't; {@code EMAIL} is encrypted, {@code BIDX} its blind index. */
    private static List<String> errors(String statement) {
        String code = """
                import static dev.holdfast.examples.softdelete.Articles.ARTICLES;
                import static dev.holdfast.examples.softdelete.Likes.LIKES;
                import static dev.holdfast.examples.encryption.Patients.PATIENTS;
                import dev.holdfast.expression.Expressions;
                class Snippet {
                    static final dev.holdfast.examples.softdelete.Articles SOFT = ARTICLES;
                    static final dev.holdfast.examples.softdelete.Likes PLAIN = LIKES;
                    static final dev.holdfast.table.EncryptedColumn<String> EMAIL = PATIENTS.email;
                    static final dev.holdfast.table.BlindIndex<String> BIDX = PATIENTS.emailIndex;
                    static void run(dev.holdfast.TenantScope acme, dev.holdfast.Transaction tx) {
                        %s;
                    }
                }
                """.formatted(statement);
        var source = new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return code;
            }
        };
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        COMPILER.getTask(
                        null,
                        null,
                        diagnostics,
                        List.of("-proc:none", "-classpath", System.getProperty("java.class.path"), "-d", "target"),
                        null,
                        List.of(source))
                .call();
        return diagnostics.getDiagnostics().stream()
                .filter(found -> found.getKind() == Diagnostic.Kind.ERROR)
                .map(found -> found.getMessage(Locale.ROOT))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme.restore(PLAIN)",
                "acme.purge(PLAIN)",
                "acme.from(PLAIN).onlyDeleted()",
                "acme.from(PLAIN).withDeleted()",
                "acme.from(PLAIN).deletedSince(java.time.Instant.EPOCH)",
                "acme.from(PLAIN.onlyDeleted())",
                "PLAIN.deletedAt()",
                "tx.restore(PLAIN)",
                "tx.purge(SOFT)", // each batch is a transaction
                "dev.holdfast.deletion.Deletion gone = acme.deleteFrom(PLAIN).everyRow().execute()",
                "long gone = acme.deleteFrom(SOFT).everyRow().execute()",
                "acme.from(SOFT).where(SOFT.slug.eq(\"x\")).onlyDeleted()", // which rows comes first
            })
    void isRefused(String statement) {
        assertThat(errors(statement)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme.restore(SOFT)",
                "acme.purge(SOFT)",
                "acme.from(SOFT).onlyDeleted()",
                "acme.from(SOFT).withDeleted()",
                "acme.from(SOFT).deletedSince(java.time.Instant.EPOCH)",
                "acme.from(SOFT.onlyDeleted())",
                "SOFT.deletedAt()",
                "tx.restore(SOFT)",
                "long gone = acme.deleteFrom(PLAIN).everyRow().execute()",
                "dev.holdfast.deletion.Deletion gone = acme.deleteFrom(SOFT).everyRow().execute()",
            })
    void isTaken(String statement) {
        assertThat(errors(statement)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EMAIL.eq(\"a@b\")",
                "EMAIL.ne(\"a@b\")",
                "EMAIL.oneOf(java.util.List.of())",
                "EMAIL.like(\"a%\")",
                "EMAIL.startsWith(\"a\")",
                "EMAIL.lt(\"a\")",
                "EMAIL.between(\"a\", \"b\")",
                "EMAIL.asc()",
                "EMAIL.unique()",
                "EMAIL.primaryKey()",
                "EMAIL.defaultTo(\"a\")",
                "EMAIL.encrypted()",
                "acme.from(PATIENTS).orderBy(EMAIL)",
                "acme.from(PATIENTS).groupBy(EMAIL)",
                "Expressions.max(EMAIL)",
                "Expressions.lower(EMAIL)",
                "BIDX.like(\"a%\")",
                "BIDX.lt(\"a\")",
                "BIDX.asc()",
                "acme.insertInto(PATIENTS, row -> row.set(EMAIL, new byte[0]))", // a ciphertext isn't a value
            })
    @DisplayName("EN-17 what needs to read values, the compiler refuses on an encrypted column")
    void isRefusedWhereItIsEncrypted(String statement) {
        assertThat(errors(statement)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EMAIL.isNull()",
                "EMAIL.isNotNull()",
                "EMAIL.decrypted()",
                "BIDX.eq(\"a@b\")",
                "BIDX.oneOf(java.util.List.of())",
                "acme.from(PATIENTS).select(EMAIL)",
                "Expressions.count(EMAIL)", // of those that aren't null
                "acme.insertInto(PATIENTS, row -> row.set(EMAIL, \"a@b\"))",
            })
    void isTakenWhereItIsEncrypted(String statement) {
        assertThat(errors(statement)).isEmpty();
    }

    /** {@code KIND} takes a Long as a command, its state is a String, and its events are Integers. */
    private static List<String> errorsOfEvents(String statement) {
        return errors("dev.holdfast.event.Aggregate<Long, String, Integer> KIND = null;"
                + " dev.holdfast.event.StreamId STREAM = dev.holdfast.event.StreamId.stream(\"a\", 1);"
                + " dev.holdfast.event.Events EVENTS = acme.events(); " + statement);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EVENTS.append(STREAM, 5, \"event\")", // a number alone doesn't say what is expected
                "EVENTS.readAll(5L)",
                "EVENTS.readAll(dev.holdfast.event.Position.START)", // proves nothing
                "EVENTS.repository(KIND).execute(\"id\", \"no Long\")",
                "Integer state = EVENTS.repository(KIND).load(\"id\").state()",
                "KIND.snapshots(dev.holdfast.event.Snapshots.every(1, \"a\", Integer.class))",
                "KIND.onConflict((dev.holdfast.event.ConflictPolicy<String, Integer>) null)",
                "String text = EVENTS.read(STREAM, Integer.class).list().get(0).data()",
                "EVENTS.read(STREAM).inCategories(\"a\")", // it is one stream's
                "acme.events().purgeTenant(1L)", // across tenants only
                "new dev.holdfast.event.NewEvent()",
            })
    void isRefusedOfEvents(String statement) {
        assertThat(errorsOfEvents(statement)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EVENTS.append(STREAM, dev.holdfast.event.ExpectedVersion.exactly(5), \"event\")",
                "EVENTS.readAll(dev.holdfast.event.Checkpoint.START)",
                "EVENTS.repository(KIND).execute(\"id\", 5L)",
                "String state = tx.events().repository(KIND).load(\"id\").state()",
                "KIND.snapshots(dev.holdfast.event.Snapshots.every(1, \"a\", String.class))",
                "KIND.onConflict((dev.holdfast.event.ConflictPolicy<Number, Integer>) null)",
                "Integer data = EVENTS.read(STREAM, Integer.class).list().get(0).data()",
            })
    void isTakenOfEvents(String statement) {
        assertThat(errorsOfEvents(statement)).isEmpty();
    }

    @Test
    void theCompilerSpeaks() {
        assertThat(errors("int x = \"\"")).singleElement().asString().contains("incompatible types");
    }
}
