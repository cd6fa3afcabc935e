package dev.holdfast.jdbi.internal.json;

import dev.holdfast.jdbi.internal.json.JsonShape.Bean;
import dev.holdfast.jdbi.internal.json.JsonShape.Broken;
import dev.holdfast.jdbi.internal.json.JsonShape.Member;
import dev.holdfast.jdbi.internal.json.JsonShape.Opaque;
import dev.holdfast.jdbi.internal.json.JsonShape.Parts;
import dev.holdfast.jdbi.internal.json.JsonShape.Reading;
import dev.holdfast.jdbi.internal.json.JsonShape.Trait;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whatever is written must be read again: the rules, for each version of Jackson. For one check; not thread-safe. */
final class JsonRules {

    private static final int MANGLED_SUFFIX = 8; // a hyphen, and seven characters of a hash

    private static final int MAX_DEPTH = 100;

    private final String kotlinModule;
    private final boolean knowsKotlin;
    private final Set<Object> seen = new HashSet<>();
    private final Map<String, List<String>> causesByRemedy = new LinkedHashMap<>();

    /**
     * Rules of one check.
     *
     * @param kotlinModule the coordinates of Jackson's module for Kotlin
     * @param knowsKotlin whether the mapper has it
     */
    JsonRules(String kotlinModule, boolean knowsKotlin) {
        this.kotlinModule = kotlinModule;
        this.knowsKotlin = knowsKotlin;
    }

    /** What stands against reading a type again, each with its remedy; empty where nothing does. */
    List<String> problems(Type type, JsonShape root) {
        visit(type instanceof Class<?> named ? named.getSimpleName() : type.getTypeName(), root, 0);
        return causesByRemedy.entrySet().stream()
                .map(entry -> String.join("; ", entry.getValue()) + ": " + entry.getKey())
                .toList();
    }

    private void visit(String path, JsonShape shape, int depth) {
        if (depth > MAX_DEPTH) { // a collection of itself
            return;
        }
        if (shape instanceof Broken broken) {
            report(path, broken.cause(), broken.remedy());
        } else if (shape instanceof Parts parts) {
            parts.parts().forEach((suffix, part) -> visit(path + suffix, part.get(), depth + 1));
        } else if (shape instanceof Bean bean) {
            if (seen.add(bean.key())) {
                check(path, bean, depth);
            }
        } else if (!(shape instanceof Opaque)) {
            throw new IllegalStateException("unknown shape " + shape);
        }
    }

    private void check(String path, Bean bean, int depth) {
        for (Trait trait : bean.traits()) {
            report(path, cause(trait, bean.type()), remedy(trait, bean.type()));
        }
        for (Member member : bean.members()) {
            String at = path + "." + member.name();
            boolean isRead = member.reading() == Reading.CREATOR || member.reading() == Reading.MUTATOR;
            if (member.isOneWay()) {
                continue;
            } else if (member.isMangled()) {
                report(at, "is named by Kotlin's compiler, since it is of a value class", remedyFor(bean.type()));
            } else if (member.isWritten() && !isRead) {
                report(at, cause(member.reading()), remedyFor(bean.type()));
            } else if (member.isMissed()) {
                report(
                        at,
                        "is left out for some values by @JsonInclude, or the mapper's default for it, and the"
                                + " constructor can't be called without it",
                        "mark it @JsonInclude(ALWAYS)");
            } else if (!member.isWritten() && member.reading() == Reading.CREATOR) {
                report(
                        at,
                        "is a parameter of the constructor, and isn't written, so that it would be read as null or 0",
                        "give it a getter of its name, or mark it @JsonProperty(access = WRITE_ONLY) where only older"
                                + " documents have it");
            } else if (member.isWritten()) {
                visit(at, member.content().get(), depth + 1);
            }
        }
    }

    private static String cause(Reading reading) {
        return switch (reading) {
            case FINAL_FIELD -> "is written, and would be read into a final field, which its class has set already";
            case GETTER -> "is written, and would be read into what its getter gives, which may be a copy";
            default -> "is written, and nothing reads it";
        };
    }

    private static String cause(Trait trait, Class<?> type) {
        return switch (trait) {
            case NO_CREATOR -> "is written, and no constructor that Jackson can call makes one";
            case UNWRITTEN_STATE -> "has fields, and nothing of them is written";
            case ANY_WRITTEN_ONLY -> "writes members by @JsonAnyGetter, and nothing reads them";
            case RAW ->
                "is generic, and nothing says what " + type.getTypeParameters()[0].getName()
                        + " is, so that a value of it would be read as a map";
        };
    }

    private String remedy(Trait trait, Class<?> type) {
        return switch (trait) {
            case NO_CREATOR -> remedyFor(type);
            case UNWRITTEN_STATE -> "give them getters, or @JsonProperty";
            case ANY_WRITTEN_ONLY -> "add an @JsonAnySetter";
            case RAW -> "give the full type, or a class that isn't generic";
        };
    }

    private String remedyFor(Class<?> type) {
        if (!isKotlin(type)) {
            return "make it a record; or give its constructor a parameter for each member, mark it @JsonCreator and"
                    + " each parameter @JsonProperty(name); or add setters. What follows from other members is marked"
                    + " @JsonIgnore";
        }
        return knowsKotlin
                ? "move it into the constructor, or make it a var; what follows from other members is marked"
                        + " @get:JsonIgnore"
                : "put " + kotlinModule + " on the class path, which the codec's own mapper finds and yours must be"
                        + " given; what follows from other members is marked @get:JsonIgnore";
    }

    private void report(String path, String cause, String remedy) {
        causesByRemedy.computeIfAbsent(remedy, key -> new ArrayList<>()).add(path + " " + cause);
    }

    private static boolean isKotlin(Class<?> type) {
        for (Annotation annotation : type.getDeclaredAnnotations()) {
            if (annotation.annotationType().getName().equals("kotlin.Metadata")) {
                return true;
            }
        }
        return false;
    }

    /** Whether a member has the name that Kotlin's compiler made of its accessor's, such as {@code id-Ab12cd_}. */
    static boolean isMangled(String name, String accessor) {
        int at = accessor.length() - MANGLED_SUFFIX;
        return at > 0 && accessor.charAt(at) == '-' && name.endsWith(accessor.substring(at));
    }
}
