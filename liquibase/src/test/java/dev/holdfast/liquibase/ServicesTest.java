package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.liquibase.internal.HoldfastChange;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import liquibase.Scope;
import liquibase.change.Change;
import liquibase.change.ChangeFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("liquibase")
class ServicesTest {
    @Test
    @DisplayName("the services file lists every change of the module, and Liquibase finds each by its name")
    void everyChange() throws Exception {
        Path classes = Path.of(HoldfastChange.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Set<String> changes = changesIn(classes);
        List<String> listed = Files.readAllLines(classes.resolve("META-INF/services/liquibase.change.Change"));
        assertThat(changes).hasSizeGreaterThanOrEqualTo(6);
        assertThat(listed).containsExactlyInAnyOrderElementsOf(changes);
        for (String change : changes) {
            Change made = Class.forName(change)
                    .asSubclass(Change.class)
                    .getConstructor()
                    .newInstance();
            assertThat(Scope.getCurrentScope().getSingleton(ChangeFactory.class).create(made.getSerializedObjectName()))
                    .hasSameClassAs(made);
        }
    }

    private static Set<String> changesIn(Path classes) throws IOException {
        try (var files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.contains("-info"))
                    .map(file -> file.replace(".class", "").replace('/', '.').replace('\\', '.'))
                    .filter(ServicesTest::isChange)
                    .collect(Collectors.toSet());
        }
    }

    private static boolean isChange(String name) {
        try {
            Class<?> type = Class.forName(name);
            return Change.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
