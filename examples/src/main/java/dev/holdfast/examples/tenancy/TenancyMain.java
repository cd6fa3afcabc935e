package dev.holdfast.examples.tenancy;

import static dev.holdfast.examples.tenancy.Notes.NOTES;

import dev.holdfast.TenantScope;
import dev.holdfast.changelog.Changelog;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.table.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;

/** A changelog written by hand, and the one that a schema prints. */
public final class TenancyMain {

    private TenancyMain() {}

    public static void main(String[] args) throws IOException {
        Schema schema = Schema.of(NOTES);
        try (InputStream changelog = Objects.requireNonNull(
                        TenancyMain.class.getResourceAsStream("changelog.xml"), "changelog.xml");
                var database =
                        ExampleDatabase.with(schema, new String(changelog.readAllBytes(), StandardCharsets.UTF_8))) {
            for (long id : new long[] {ExampleDatabase.ACME, ExampleDatabase.GLOBEX}) {
                TenantScope scope = database.holdfast().tenant(id);
                scope.insertInto(NOTES, row -> row.set(NOTES.id, UUID.randomUUID())
                                .set(NOTES.text, "of tenant " + id))
                        .execute();
                System.out.println("Tenant " + id + " sees "
                        + scope.from(NOTES).values(NOTES.text).list());
            }
        }
        System.out.println("The schema's own changelog has a "
                + Changelog.of(schema, "me")
                        .toXml()
                        .lines()
                        .filter(line -> line.contains("enableTenancy"))
                        .findFirst()
                        .orElseThrow()
                        .strip());
    }
}
