package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.holdfast.Holdfast;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.spring.SpringTransactions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the Kotlin sources of {@code everyapi} against all public methods: whoever adds one calls it there. */
class EveryPublicApiTest {

    private static final String KOTLIN = "dev.holdfast.examples.everyapi";

    /** Not called from Kotlin, and why. */
    private static final Set<String> EXEMPT = Set.of(
            // functional interfaces: given as lambdas, and called by Holdfast
            "dev.holdfast.Use.run",
            "dev.holdfast.Work.run",
            "dev.holdfast.cqrs.Authorizer.allows",
            "dev.holdfast.cqrs.CommandHandler.handle",
            "dev.holdfast.cqrs.CommandUse.run",
            "dev.holdfast.cqrs.Middleware.around",
            "dev.holdfast.cqrs.PositionWait.await",
            "dev.holdfast.cqrs.QueryHandler.handle",
            "dev.holdfast.cqrs.Validator.validate",
            "dev.holdfast.projection.BatchHandler.handle",
            "dev.holdfast.projection.EventHandler.handle",
            "dev.holdfast.projection.WriteHandler.handle",
            "dev.holdfast.projection.PartitionKey.of",
            // called by JDBI
            "dev.holdfast.jdbi.HoldfastPlugin.customizeJdbi",
            // a child's children come by include(…); writing it refuses
            "dev.holdfast.query.Include.writeTo");

    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

    private final JavaClasses kotlin = new ClassFileImporter().importPackages(KOTLIN);
    private final JavaClasses holdfast = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importLocations(Stream.of(Holdfast.class, JdbiHoldfast.class, SpringTransactions.class)
                    .map(type -> com.tngtech.archunit.core.importer.Location.of(
                            type.getProtectionDomain().getCodeSource().getLocation()))
                    .toList());

    @Test
    void everyPublicMethodIsCalledFromKotlin() {
        Set<String> called = called();
        Set<String> missing = new TreeSet<>();
        int methods = 0;
        for (JavaClass type : holdfast) {
            if (isPublicApi(type)) {
                for (JavaCodeUnit method : publicCodeUnits(type)) {
                    methods++;
                    if (family(type, method).stream().noneMatch(called::contains) && !EXEMPT.contains(nameOf(method))) {
                        missing.add(key(type, method));
                    }
                }
            }
        }
        assertThat(methods).as("public methods looked at").isGreaterThan(400);
        assertThat(missing)
                .as("public methods that no Kotlin source of " + KOTLIN + " calls")
                .isEmpty();
    }

    @Test
    void everyExemptionIsStillNeeded() {
        Set<String> existing = new HashSet<>();
        for (JavaClass type : holdfast) {
            publicCodeUnits(type).forEach(method -> existing.add(nameOf(method)));
        }
        assertThat(existing).containsAll(EXEMPT);
    }

    private static boolean isPublicApi(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.getPackageName().contains(".internal")
                && !type.getSimpleName().equals("package-info");
    }

    /** Public methods; of Table also the protected ones, which are for subclasses; constructors of what isn't an error. */
    private static List<JavaCodeUnit> publicCodeUnits(JavaClass type) {
        List<JavaCodeUnit> units = new ArrayList<>(type.getMethods());
        if (!type.isAssignableTo(Throwable.class) && !type.getModifiers().contains(JavaModifier.ABSTRACT)) {
            units.addAll(type.getConstructors());
        }
        return units.stream()
                .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC)
                        || (unit.getModifiers().contains(JavaModifier.PROTECTED)
                                && type.getSimpleName().equals("Table")))
                .filter(unit -> !unit.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && !unit.getModifiers().contains(JavaModifier.BRIDGE)
                        && !OF_EVERY_OBJECT.contains(unit.getName()))
                .toList();
    }

    private Set<String> called() {
        Set<String> called = new HashSet<>();
        for (JavaClass type : kotlin) {
            type.getCodeUnitCallsFromSelf()
                    .forEach(call -> call.getTarget().resolveMember().ifPresent(unit -> add(called, unit)));
            type.getCodeUnitReferencesFromSelf()
                    .forEach(reference -> reference.getTarget().resolveMember().ifPresent(unit -> add(called, unit)));
        }
        return called;
    }

    private static void add(Set<String> called, JavaCodeUnit unit) {
        called.addAll(family(unit.getOwner(), unit));
    }

    /** The method, and what it overrides: a call by the general type is a call of it. */
    private static Set<String> family(JavaClass type, JavaCodeUnit method) {
        Set<String> family = new HashSet<>();
        family.add(key(type, method));
        for (JavaClass ancestor : Stream.concat(
                        type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream())
                .toList()) {
            for (JavaCodeUnit inherited : ancestor.getMethods()) {
                if (inherited.getName().equals(method.getName())
                        && inherited.getRawParameterTypes().size()
                                == method.getRawParameterTypes().size()
                        && overrides(method, inherited)) {
                    family.add(key(ancestor, inherited));
                }
            }
        }
        return family;
    }

    /** Generic parameters are erased differently in a subclass, so each may be narrower there. */
    private static boolean overrides(JavaCodeUnit method, JavaCodeUnit inherited) {
        for (int i = 0; i < method.getRawParameterTypes().size(); i++) {
            JavaClass narrow = method.getRawParameterTypes().get(i);
            JavaClass wide = inherited.getRawParameterTypes().get(i);
            if (!narrow.isAssignableTo(wide.getName())) {
                return false;
            }
        }
        return true;
    }

    private static String key(JavaClass type, JavaCodeUnit method) {
        return type.getName() + "." + method.getName()
                + method.getRawParameterTypes().stream()
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String nameOf(JavaCodeUnit method) {
        return method.getOwner().getName() + "." + method.getName();
    }
}
