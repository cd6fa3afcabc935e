package dev.holdfast.jdbi.internal.session;

import dev.holdfast.jdbi.internal.value.Protector;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the features of one Holdfast bring to its sessions: doors, by the type that a session gives out; jobs, by what says
 * what to do; and what encrypts. Of features, sessions know these, and the types of the API. Immutable and thread-safe.
 */
public final class Parts {

    private final Map<Class<?>, Function<EngineSession, ?>> doors;
    private final Map<Class<?>, BiFunction<EngineSession, Object, ?>> jobs;
    private final Function<? super FeatureSql, ? extends Protector> protection;

    private Parts(Builder builder) {
        this.doors = Map.copyOf(builder.doors);
        this.jobs = Map.copyOf(builder.jobs);
        this.protection = builder.protection;
    }

    /** The parts of these features; no two of them may have the same door or job. */
    public static Parts of(Iterable<? extends Feature> features) {
        Builder builder = new Builder();
        features.forEach(feature -> feature.addTo(builder));
        return new Parts(builder);
    }

    /** What a session gives out. */
    <T> T open(EngineSession session, Class<T> door) {
        return door.cast(Objects.requireNonNull(doors.get(door), door::getName).apply(session));
    }

    /** Does a job for a session. */
    <R> R run(EngineSession session, Object job, Class<R> result) {
        return result.cast(Objects.requireNonNull(
                        jobs.get(job.getClass()), () -> job.getClass().getName())
                .apply(session, job));
    }

    /** What encrypts for a session, or for a transaction in it. */
    Protector protector(FeatureSql sql) {
        return protection.apply(sql);
    }

    /** A feature of a Holdfast, made when that is built. */
    @FunctionalInterface
    public interface Feature {

        /** Adds the feature's doors and jobs. */
        void addTo(Builder parts);
    }

    /** Takes the features' parts. Not thread-safe. */
    public static final class Builder {

        private final Map<Class<?>, Function<EngineSession, ?>> doors = new HashMap<>();
        private final Map<Class<?>, BiFunction<EngineSession, Object, ?>> jobs = new HashMap<>();
        private Function<? super FeatureSql, ? extends Protector> protection = sql -> Protector.NONE;

        private Builder() {}

        /**
         * Adds a door.
         *
         * @param session the kind of session that has it
         * @param type what the session gives out
         */
        public <S extends EngineSession, T> Builder door(Class<S> session, Class<T> type, Function<S, T> door) {
            once(type, doors.putIfAbsent(type, opened -> door.apply(session.cast(opened))));
            return this;
        }

        /**
         * Adds a job.
         *
         * @param session the kind of session that does it
         * @param type says what to do
         */
        public <S extends EngineSession, J, R> Builder job(Class<S> session, Class<J> type, BiFunction<S, J, R> job) {
            once(type, jobs.putIfAbsent(type, (asked, what) -> job.apply(session.cast(asked), type.cast(what))));
            return this;
        }

        private static void once(Class<?> type, @Nullable Object before) {
            if (before != null) {
                throw new IllegalStateException("Two features have a part for " + type.getName());
            }
        }

        /** Sets what encrypts for a session. */
        public Builder protection(Function<? super FeatureSql, ? extends Protector> of) {
            this.protection = of;
            return this;
        }
    }
}
