package dev.holdfast.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the documentation's code with its regions. {@code -Dholdfast.docs.update=true} rewrites the pages. */
class DocsTest {

    static final Path ROOT = root();

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("mvnw"))) {
            at = at.getParent();
        }
        return at;
    }

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        pages.add(ROOT.resolve("README.md"));
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            docs.filter(path -> path.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockOfCodeIsARegion(Path file) throws IOException {
        Page page = new Page(file, new Regions(ROOT));
        if (Boolean.getBoolean("holdfast.docs.update")) {
            Files.write(file, page.written(), StandardCharsets.UTF_8);
            page = new Page(file, new Regions(ROOT));
        }
        assertThat(page.problems())
                .as("give the block a region, or run with -Dholdfast.docs.update=true")
                .isEmpty();
    }

    @Test
    void theReadmeAndTheGuideHaveCode() {
        assertThat(new Page(ROOT.resolve("README.md"), new Regions(ROOT)).blocks())
                .isPositive();
        assertThat(new Page(ROOT.resolve("docs/guide.md"), new Regions(ROOT)).blocks())
                .isGreaterThan(10);
    }

    @Test
    void aDifferenceAndAMissingRegionAreFound(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("A.java"), "class A {\n    // region:x\n    int x;\n    // endregion:x\n}\n");
        Path page = folder.resolve("page.md");
        Files.writeString(page, """
                <!-- region: A.java#x -->
                ```java
                int y;
                ```
                ```kotlin
                val z = 1
                ```
                <!-- region: A.java#none -->
                ```java
                ```
                ```sh
                ls
                ```
                <!-- region: A.java#x -->
                """);
        Page read = new Page(page, new Regions(folder));
        assertThat(read.problems())
                .satisfiesExactly(
                        first -> assertThat(first).contains("page.md:2", "with imports"),
                        difference -> assertThat(difference).contains("page.md:2 differs from A.java#x"),
                        missing -> assertThat(missing).contains("page.md:5", "without"),
                        unknown -> assertThat(unknown).contains("page.md:9", "no region:none"),
                        blockless -> assertThat(blockless).contains("page.md:14", "no block of code"));
        assertThat(read.written()).contains("int x;").doesNotContain("int y;");
    }

    @Test
    @DisplayName(
            "Docs show imports in the first block of each page: those of the example that its names need, no others")
    void theFirstBlockShowsTheImportsThatItNeeds(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("A.java"), """
                package a;

                import static b.Names.ONE;
                import static b.Names.TWO;

                import b.Inner;
                import b.Quoted;
                import b.Used;
                import b.UsedElsewhere;

                class A {
                    // region:x
                    Used used = new Used(ONE, other.TWO, "Quoted", Outer.Inner.class); // not Inner
                    // endregion:x
                    UsedElsewhere other;
                }
                """);
        String needed = "import static b.Names.ONE;\n\nimport b.Used;\n\nUsed used";
        Path page = folder.resolve("page.md");
        Files.writeString(page, "<!-- region: A.java#x with imports -->\n```java\nimport b.Used;\n\nUsed used\n```\n");
        Page read = new Page(page, new Regions(folder));
        assertThat(read.problems()).singleElement().asString().contains("page.md:2 differs from A.java#x");
        assertThat(String.join("\n", read.written()))
                .contains("```java\n" + needed)
                .doesNotContain("TWO;", "Inner;", "import b.Quoted", "UsedElsewhere");
        Files.write(page, read.written());
        assertThat(new Page(page, new Regions(folder)).problems()).isEmpty();
    }
}
