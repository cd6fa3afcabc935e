package dev.holdfast.examples.json;

import static dev.holdfast.examples.json.Pages.PAGES;

import dev.holdfast.TenantScope;
import dev.holdfast.examples.json.Pages.Layout;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.table.Schema;
import java.util.List;
import java.util.Map;

/** jsonb as a record, by the codec that the Holdfast was built with; and arrays. */
public final class JsonMain {

    record PageView(long id, Layout layout, List<String> tags) {}

    private JsonMain() {}

    public static void main(String[] args) {
        try (var database = ExampleDatabase.with(Schema.of(PAGES))) {
            TenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            acme.insertInto(PAGES, row -> row.set(PAGES.layout, new Layout("dark", List.of(1, 2)))
                            .set(PAGES.tags, List.of("home", "wide")))
                    .execute();
            // region:json
            PageView page = acme.from(PAGES)
                    .where(PAGES.layout.contains(Map.of("theme", "dark")))
                    .where(PAGES.layout.textAt("widths", "0").eq("1"))
                    .where(PAGES.tags.containsAll(List.of("home")))
                    .mapTo(PageView.class)
                    .one();
            // endregion:json
            System.out.println("Read back: " + page.layout() + " " + page.tags());
        }
    }
}
