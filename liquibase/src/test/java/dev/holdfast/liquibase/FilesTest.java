package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.liquibase.Changelogs.ChangeSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** How the changelogs and the files of their functions are laid out. */
class FilesTest {
    private static final Pattern FUNCTION = Pattern.compile("(?im)^\\s*create (?:or replace )?function (\\S+?)\\(");

    @Test
    @DisplayName("a file holds one function of its own name, no changelog holds any, and each file is included once")
    void oneEach() {
        List<Path> included = new ArrayList<>();
        for (ChangeSet changeSet : Changelogs.changeSets()) {
            for (Element change : changeSet.changes()) {
                if (change.getTagName().equals("sql")) {
                    assertThat(functions(change.getTextContent()))
                            .as(changeSet.id())
                            .isEmpty();
                } else {
                    included.add(changeSet.file(change));
                }
            }
        }
        assertThat(included).containsExactlyInAnyOrderElementsOf(Changelogs.files(".sql"));
        assertThat(included).hasSizeGreaterThan(40).allSatisfy(file -> assertThat(functions(Changelogs.text(file)))
                .containsExactly("holdfast." + file.getFileName().toString().replace(".sql", "")));
    }

    private static List<String> functions(String sql) {
        return FUNCTION.matcher(sql).results().map(found -> found.group(1)).toList();
    }

    @Test
    @DisplayName("files are found beside their changelog, and sent as they are")
    void attributes() {
        for (ChangeSet changeSet : Changelogs.changeSets()) {
            for (Element change : changeSet.changes()) {
                if (change.getTagName().equals("sqlFile")) {
                    assertThat(change.getAttribute("relativeToChangelogFile")).isEqualTo("true");
                    assertThat(change.getAttribute("splitStatements")).isEqualTo("false");
                    assertThat(change.getAttributes().getLength()).isEqualTo(3);
                }
            }
        }
    }

    @Test
    @DisplayName("what has parameters in it is sent as it is, also to roll back: a value may hold semicolons")
    void parametersUnsplit() {
        List<Element> found = Changelogs.changeSets().stream()
                .flatMap(changeSet -> changeSet.sql().stream())
                .filter(sql -> !Changelogs.parameters(sql.getTextContent()).isEmpty())
                .toList();
        assertThat(found).hasSizeGreaterThan(20).allSatisfy(sql -> assertThat(sql.getAttribute("splitStatements"))
                .as(sql.getTextContent())
                .isEqualTo("false"));
    }

    @Test
    @DisplayName(
            "before a file with parameters stands an sql with their values, since a file's checksum is of its text")
    void parameters() {
        int files = 0;
        for (ChangeSet changeSet : Changelogs.changeSets()) {
            Set<String> told = new TreeSet<>();
            for (Element change : changeSet.changes()) {
                if (change.getTagName().equals("sql")) {
                    told.addAll(changeSet.parameters(change));
                } else {
                    assertThat(told)
                            .as("the parameters in sql before " + changeSet.file(change))
                            .containsAll(changeSet.parameters(change));
                    files += changeSet.parameters(change).isEmpty() ? 0 : 1;
                }
            }
        }
        assertThat(files).isPositive();
    }

    @Test
    @DisplayName("a change set with parameters runs again on another value, but those that only create tables")
    void runOnChange() {
        assertThat(Changelogs.changeSets().stream()
                        .filter(changeSet -> !changeSet.runsOnChange())
                        .filter(changeSet -> !changeSet.parameters().isEmpty())
                        .map(ChangeSet::id))
                .containsExactlyInAnyOrder("registry", "events", "audit", "projections", "handled-commands");
    }

    @Test
    @DisplayName("the lock of those who make keys is the one of those who shred them")
    void locks() {
        assertThat(found("hashtextextended\\('([^']*)'")).hasSize(3).containsOnly("holdfast.data_keys/");
    }

    /** What the group of the pattern captured, in all files. */
    private static List<String> found(String pattern) {
        return Changelogs.files(".sql").stream()
                .flatMap(file ->
                        Pattern.compile(pattern).matcher(Changelogs.text(file)).results())
                .map(found -> found.group(1))
                .toList();
    }
}
