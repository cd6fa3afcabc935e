package dev.holdfast.jdbi;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The house's directions, as CONTRIBUTING draws them. */
class ArchitectureTest {

    private static final String ROOT = "dev.holdfast.jdbi";
    private static final String INTERNAL = ROOT + ".internal.";

    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    /** What knows no feature. */
    private static final List<String> CORE = List.of("error", "listener", "value", "session", "table");

    /** Which feature leans on which; {@code json} reads classes, and knows nothing else of the house. */
    private static final Map<String, List<String>> FEATURES = Map.of(
            "tenant", List.of("deletion"), // the fix of a key of a soft-deletable table is a soft one
            "deletion", List.of(),
            "crypto", List.of("tenant"),
            "event", List.of("tenant"),
            "audit", List.of("tenant"),
            "history", List.of("audit"),
            "projection", List.of("event", "tenant", "outbox"),
            "outbox", List.of(),
            "json", List.of());

    @TestFactory
    Stream<DynamicTest> aFeatureLeansOnTheCoreAndOnFewOthers() {
        return FEATURES.entrySet().stream()
                .map(feature -> DynamicTest.dynamicTest(feature.getKey(), () -> {
                    Set<String> others = new TreeSet<>(FEATURES.keySet());
                    others.remove(feature.getKey());
                    others.removeAll(feature.getValue());
                    noClasses()
                            .that()
                            .resideInAPackage(INTERNAL + feature.getKey() + "..")
                            .should()
                            .dependOnClassesThat(resideInAnyPackage(rooms(others)))
                            .check(MODULE);
                }));
    }

    @Test
    void theCoreKnowsNoFeature() {
        noClasses()
                .that()
                .resideInAnyPackage(rooms(CORE))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(rooms(FEATURES.keySet())).or(resideInAPackage(INTERNAL + "doctor..")))
                .check(MODULE);
    }

    /** The doctor asks the features by its interface alone; who is asked stands in JdbiHoldfast. */
    @Test
    void theDoctorKnowsNoFeature() {
        noClasses()
                .that()
                .resideInAPackage(INTERNAL + "doctor..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(rooms(FEATURES.keySet())))
                .check(MODULE);
    }

    @Test
    void noRoomsFormARing() {
        slices().matching(INTERNAL + "(*)..").should().beFreeOfCycles().check(MODULE);
    }

    @Test
    void noPackagesFormARing() {
        slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(MODULE);
    }

    @Test
    void noClassesOfTheSessionFormARing() {
        slices().assignedFrom(SESSION_CLASSES).should().beFreeOfCycles().check(MODULE);
    }

    /** The public interfaces, annotations and their constants are for the inside too; what is put together there isn't. */
    @Test
    void theInsideUsesOfThePublicPackageItsInterfacesAlone() {
        ArchRule rule = noClasses()
                .that()
                .resideInAPackage(ROOT + ".internal..")
                .should()
                .dependOnClassesThat(describe(
                        "classes of the public package",
                        c -> c.getPackageName().equals(ROOT) && !c.isInterface() && !c.isEnum()));
        rule.check(MODULE);
    }

    /** Whoever adds a feature adds its parts in JdbiHoldfast. The others are the doors to one room each. */
    @Test
    void fewOfThePublicClassesUseTheInside() {
        Map<String, String> doors = Map.of(
                "SoftDeletes", "deletion.sqlobject",
                "AuditTrail", "audit.sqlobject",
                "AsOf", "history.sqlobject",
                "Jackson2Json", "json",
                "Jackson3Json", "json",
                "TinkKeyring", "crypto.tink");
        Set<String> users = MODULE.stream()
                .filter(c -> c.getPackageName().equals(ROOT))
                .filter(c -> c.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> d.getTargetClass().getPackageName().startsWith(INTERNAL)))
                .map(ArchitectureTest::outermost)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(users)
                .containsExactlyInAnyOrder(
                        "JdbiHoldfast",
                        "HoldfastPlugin",
                        "SoftDeletes",
                        "AuditTrail",
                        "AsOf",
                        "Jackson2Json",
                        "Jackson3Json",
                        "TinkKeyring");
        doors.forEach((door, room) -> classes()
                .that()
                .haveNameMatching(ROOT + "\\." + door + "(\\$.*)?")
                .should()
                .onlyDependOnClassesThat(
                        resideInAPackage(INTERNAL + room).or(describe("nothing else inside", c -> !c.getPackageName()
                                .startsWith(INTERNAL))))
                .check(MODULE));
    }

    /** It has one thread on two processors: work of ours, or a test, that waits there would keep back all others. */
    @Test
    void nothingWaitsOnTheCommonPool() {
        noClasses()
                .should()
                .callMethod(CompletableFuture.class, "runAsync", Runnable.class)
                .orShould()
                .callMethod(CompletableFuture.class, "supplyAsync", Supplier.class)
                .check(new ClassFileImporter().importPackages(ROOT));
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> packages = MODULE.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

        assertThat(packages).contains(ROOT, INTERNAL + "session");
        assertThat(packages)
                .allSatisfy(name -> assertThat(MODULE.getPackage(name).isAnnotatedWith(NullMarked.class))
                        .as(name)
                        .isTrue());
    }

    private static final SliceAssignment PACKAGES = new SliceAssignment() {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            String name = javaClass.getPackageName();
            return name.startsWith(INTERNAL) ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages of the inside";
        }
    };

    private static final SliceAssignment SESSION_CLASSES = new SliceAssignment() {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return javaClass.getPackageName().equals(INTERNAL + "session")
                    ? SliceIdentifier.of(outermost(javaClass))
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "classes of the session";
        }
    };

    private static String outermost(JavaClass c) {
        return c.getName().substring(ROOT.length() + 1).replaceAll("\\$.*", "");
    }

    private static String[] rooms(Iterable<String> names) {
        return Stream.iterate(names.iterator(), i -> i.hasNext(), i -> i)
                .map(i -> INTERNAL + i.next() + "..")
                .toArray(String[]::new);
    }
}
