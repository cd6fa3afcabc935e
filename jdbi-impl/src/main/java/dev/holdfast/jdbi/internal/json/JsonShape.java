package dev.holdfast.jdbi.internal.json;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How a mapper writes a type and reads it again, told without a value, and in the same words for each version of Jackson.
 */
sealed interface JsonShape {

    /** What the mapper leaves to code of its own or yours, which is trusted: scalars, custom codecs, untyped values. */
    record Opaque() implements JsonShape {}

    /** It can't be written, or not be read. */
    record Broken(String cause, String remedy) implements JsonShape {}

    /**
     * Made of others: elements, values, what a reference holds, subtypes.
     *
     * @param parts by what is added to the path
     */
    record Parts(Map<String, Supplier<JsonShape>> parts) implements JsonShape {}

    /**
     * An object with members.
     *
     * @param key equal where the same type has the same members, so that a ring ends
     */
    record Bean(Object key, Class<?> type, List<Trait> traits, List<Member> members) implements JsonShape {}

    /** What a bean may have besides its members. */
    enum Trait {
        /** Nothing that can be called makes one. */
        NO_CREATOR,
        /** It has fields, and none is written. */
        UNWRITTEN_STATE,
        /** Members are written by a method for any, and none like that reads them. */
        ANY_WRITTEN_ONLY,
        /** A generic class whose parameters nobody says. */
        RAW
    }

    /**
     * A member of a bean.
     *
     * @param isOneWay declared to be written only, or read only
     * @param isMangled named by Kotlin's compiler
     * @param isMissed left out for some values, and needed by the constructor
     * @param content how its value is written and read
     */
    record Member(
            String name,
            boolean isWritten,
            Reading reading,
            boolean isOneWay,
            boolean isMangled,
            boolean isMissed,
            Supplier<JsonShape> content) {

        /** What tells it from another, without its content. */
        String toKey() {
            return name + isWritten + reading;
        }
    }

    /** How a member gets its value. */
    enum Reading {
        CREATOR,
        MUTATOR,
        FINAL_FIELD,
        GETTER,
        NONE
    }
}
