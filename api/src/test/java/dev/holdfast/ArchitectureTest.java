package dev.holdfast;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
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
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
                    && !c.isAssignableTo(RuntimeException.class));

    @Test
    void needsTheJdkAndJspecifyOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify.annotations", "dev.holdfast..")
                .check(API);
    }

    @Test
    void packagesDependOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("error")
                .definedBy("dev.holdfast.error")
                .layer("value")
                .definedBy("dev.holdfast.value")
                .layer("crypto")
                .definedBy("dev.holdfast.crypto")
                .layer("internal")
                .definedBy("dev.holdfast.internal")
                .layer("sql")
                .definedBy("dev.holdfast.sql")
                .layer("expression")
                .definedBy("dev.holdfast.expression")
                .layer("table")
                .definedBy("dev.holdfast.table")
                .layer("deletion")
                .definedBy("dev.holdfast.deletion")
                .layer("query")
                .definedBy("dev.holdfast.query")
                .layer("tenant")
                .definedBy("dev.holdfast.tenant")
                .layer("event")
                .definedBy("dev.holdfast.event")
                .layer("doctor")
                .definedBy("dev.holdfast.doctor")
                .layer("sessions")
                .definedBy("dev.holdfast")
                .whereLayer("error")
                .mayNotAccessAnyLayer()
                .whereLayer("value")
                .mayNotAccessAnyLayer()
                .whereLayer("crypto")
                .mayOnlyAccessLayers("error")
                .whereLayer("internal")
                .mayOnlyAccessLayers("error", "value", "crypto")
                .whereLayer("sql")
                .mayOnlyAccessLayers("error", "value", "crypto", "internal")
                .whereLayer("expression")
                .mayOnlyAccessLayers("error", "value", "crypto", "internal", "sql")
                .whereLayer("table")
                .mayOnlyAccessLayers("error", "value", "crypto", "internal", "sql", "expression")
                .whereLayer("deletion")
                .mayOnlyAccessLayers("error", "value", "crypto", "internal", "sql", "expression", "table")
                .whereLayer("query")
                .mayOnlyAccessLayers("error", "value", "crypto", "internal", "sql", "expression", "table", "deletion")
                .whereLayer("tenant")
                .mayOnlyAccessLayers("error", "crypto")
                .whereLayer("event")
                .mayOnlyAccessLayers("error", "internal", "sql")
                .whereLayer("doctor")
                .mayOnlyAccessLayers("error", "crypto")
                .whereLayer("sessions")
                .mayNotBeAccessedByAnyLayer()
                .check(API);
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
                .resideInAnyPackage("dev.holdfast.error", "dev.holdfast.event")
                .check(API);
    }
}
