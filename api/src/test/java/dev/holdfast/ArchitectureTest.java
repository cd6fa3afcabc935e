package dev.holdfast;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.holdfast.internal.CanIgnoreReturnValue;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.query.BoundSelect;
import dev.holdfast.query.SelectResults;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

    private static final JavaClasses API = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.holdfast");

    private static final DescribedPredicate<JavaClass> OPEN_CLASS = DescribedPredicate.describe(
            "public classes that could be extended",
            c -> c.getModifiers().contains(JavaModifier.PUBLIC)
                    && !c.isInterface()
                    && !c.getModifiers().contains(FINAL)
                    && !c.getModifiers().contains(ABSTRACT)
                    && !c.isEnum()
                    && !c.reflect().isSealed()
                    && !c.isAssignableTo(RuntimeException.class));

    /** What leans on the entry itself, which knows nothing of it. */
    private static final String ENTRY = "";

    /** The house's directions, as CONTRIBUTING draws them. */
    private static final Map<String, Set<String>> LEANS_ON = Map.ofEntries(
            entry("error", Set.of()),
            entry("value", Set.of()),
            entry("doctor", Set.of("error")),
            entry("listener", Set.of("error")),
            entry("crypto", Set.of("error", "doctor")),
            entry("tenant", Set.of("error", "doctor")),
            entry("internal", Set.of("error", "value", "crypto")),
            entry("sql", Set.of("error", "value", "crypto", "internal")),
            entry("expression", Set.of("error", "value", "crypto", "internal", "sql")),
            entry("table", Set.of("error", "value", "crypto", "internal", "sql", "expression")),
            entry("changelog", Set.of("error", "value", "doctor", "crypto", "internal", "sql", "expression", "table")),
            entry("deletion", Set.of("error", "value", "internal", "sql", "expression", "table", "doctor")),
            entry("query", Set.of("error", "value", "crypto", "internal", "sql", "expression", "table", "deletion")),
            entry("event", Set.of("error", "internal", "sql", "doctor")),
            entry("audit", Set.of("error", "crypto", "internal", "sql", "expression", "table", "doctor")),
            entry("history", Set.of("error", "internal", "sql", "expression", "table", "query", "doctor")),
            entry("projection", Set.of(ENTRY, "error", "internal", "table", "query", "event", "doctor")),
            entry("outbox", Set.of(ENTRY, "error", "internal", "event", "projection")),
            entry("cqrs", Set.of(ENTRY, "error", "internal", "sql", "expression", "query", "event", "projection")));

    private static String packageOf(String name) {
        return name.equals(ENTRY) ? "dev.holdfast" : "dev.holdfast." + name;
    }

    @Test
    void needsTheJdkAndJspecifyOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "javax.crypto..", "org.jspecify.annotations", "dev.holdfast..")
                .check(API);
    }

    @TestFactory
    Stream<DynamicTest> aPackageLeansOnThoseBelowItAlone() {
        return LEANS_ON.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> noClasses()
                        .that()
                        .resideInAPackage("dev.holdfast." + one.getKey())
                        .should()
                        .dependOnClassesThat(resideInAPackage("dev.holdfast..")
                                .and(not(resideInAPackage("dev.holdfast." + one.getKey())))
                                .and(not(resideInAnyPackage(one.getValue().stream()
                                        .map(ArchitectureTest::packageOf)
                                        .toArray(String[]::new)))))
                        .check(API)));
    }

    @Test
    void theEntryDoesNotKnowWhatLeansOnIt() {
        noClasses()
                .that()
                .resideInAPackage(packageOf(ENTRY))
                .should()
                .dependOnClassesThat(resideInAnyPackage(LEANS_ON.entrySet().stream()
                        .filter(one -> one.getValue().contains(ENTRY))
                        .map(one -> packageOf(one.getKey()))
                        .toArray(String[]::new)))
                .check(API);
    }

    @Test
    void everyPackageButTheEntryIsInTheList() {
        assertThat(API.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of(packageOf(ENTRY)),
                                LEANS_ON.keySet().stream().map(ArchitectureTest::packageOf))
                        .toList());
    }

    @Test
    void noPackagesFormARing() {
        slices().matching("dev.holdfast.(*)..").should().beFreeOfCycles().check(API);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> packages = API.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

        assertThat(packages).contains("dev.holdfast", "dev.holdfast.sql", "dev.holdfast.query");
        assertThat(packages).allSatisfy(name -> assertThat(API.getPackage(name).isAnnotatedWith(NullMarked.class))
                .as(name)
                .isTrue());
    }

    @Test
    void aPublicClassIsFinalOrAbstractOrCannotBeExtendedFromOutside() {
        Set<JavaClass> open = API.that(OPEN_CLASS).stream().collect(Collectors.toSet());

        assertThat(open).allSatisfy(c -> assertThat(c.getConstructors())
                .as(c.getName())
                .noneMatch(constructor -> constructor.getModifiers().contains(JavaModifier.PUBLIC)
                        || constructor.getModifiers().contains(JavaModifier.PROTECTED)));
    }

    @Test
    @DisplayName("Q-3 whoever ignores a statement that isn't run is warned")
    void aStatementThatIsIgnoredIsReported() {
        DescribedPredicate<JavaClass> statement = DescribedPredicate.describe(
                "statements that aren't run yet",
                c -> c.isAnnotatedWith(CheckReturnValue.class)
                        || c.isAssignableTo(SelectResults.class)
                        || c.isAssignableTo(BoundSelect.class));
        methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .resideInAnyPackage("dev.holdfast", "dev.holdfast.query")
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .haveRawReturnType(statement)
                .should()
                .beAnnotatedWith(CheckReturnValue.class)
                .orShould()
                .beDeclaredInClassesThat()
                .areAnnotatedWith(CheckReturnValue.class)
                .andShould()
                .notBeAnnotatedWith(CanIgnoreReturnValue.class)
                .check(API);
        classes()
                .that()
                .haveSimpleNameEndingWith("Clauses")
                .should()
                .beAnnotatedWith(CheckReturnValue.class)
                .check(API);
    }

    @Test
    void exceptionsAreOfTheOneFamily() {
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .should()
                .beAssignableTo(dev.holdfast.error.HoldfastException.class)
                .andShould()
                .resideInAnyPackage(
                        "dev.holdfast.error",
                        "dev.holdfast.crypto",
                        "dev.holdfast.tenant",
                        "dev.holdfast.deletion",
                        "dev.holdfast.event",
                        "dev.holdfast.outbox",
                        "dev.holdfast.audit",
                        "dev.holdfast.projection",
                        "dev.holdfast.cqrs",
                        "dev.holdfast.doctor")
                .check(API);
    }
}
