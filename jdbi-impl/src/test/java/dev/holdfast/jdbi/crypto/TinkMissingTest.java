package dev.holdfast.jdbi.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.MissingDependencyException;
import dev.holdfast.jdbi.TinkKeyring;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holdfast's classes in a class loader that doesn't know Tink, or a library that Tink needs. */
class TinkMissingTest {

    @ParameterizedTest
    @ValueSource(strings = {"development", "developmentFile", "generate", "file", "cleartextFile", "keyset", "kms"})
    void everyFactorySaysWhatToAdd(String factory) throws Exception {
        Consumer<String> without = callsWithout("com.google.crypto.tink.");

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> without.accept(factory))
                    .isInstanceOf(MissingDependencyException.class)
                    .hasMessageContaining("needs Google Tink")
                    .hasMessageContaining("add com.google.crypto.tink:tink");
        }
    }

    @Test
    void aLibraryThatTinkNeedsIsNamed() throws Exception {
        Consumer<String> without = callsWithout("com.google.protobuf.");

        assertThatThrownBy(() -> without.accept("generate"))
                .isInstanceOf(MissingDependencyException.class)
                .hasMessageContaining("with its dependencies (com/google/protobuf/");
    }

    @Test
    void withTinkTheSameCallWorks() throws Exception {
        Consumer<String> with = callsWithout("no.such.package.");

        assertThat(with).isNotInstanceOf(Calls.class);
        with.accept("generate");
    }

    @SuppressWarnings("unchecked")
    private static Consumer<String> callsWithout(String hidden) throws Exception {
        Constructor<?> constructor =
                new Hiding(hidden).loadClass(Calls.class.getName()).getDeclaredConstructor();
        constructor.setAccessible(true);
        return (Consumer<String>) constructor.newInstance();
    }

    static final class Calls implements Consumer<String> {

        @Override
        public void accept(String factory) {
            Path file = Path.of("never.json");
            switch (factory) {
                case "development" -> TinkKeyring.development();
                case "developmentFile" -> TinkKeyring.development(file);
                case "generate" -> TinkKeyring.generate();
                case "file" -> TinkKeyring.ofFile(file, null);
                case "cleartextFile" -> TinkKeyring.ofCleartextFile(file, null);
                case "keyset" -> TinkKeyring.ofKeyset(null);
                case "kms" -> TinkKeyring.ofKms("memory-kms://keys/1", null);
                default -> throw new IllegalArgumentException(factory);
            }
        }
    }

    /** Defines Holdfast, Tink and what Tink needs anew, but for what is hidden; exceptions and the JDK are shared. */
    private static final class Hiding extends ClassLoader {

        private final String hidden;

        Hiding(String hidden) {
            super(TinkMissingTest.class.getClassLoader());
            this.hidden = hidden;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(hidden)) {
                throw new ClassNotFoundException(name);
            }
            boolean anew = name.startsWith("com.google.")
                    || (name.startsWith("dev.holdfast.") && !name.startsWith("dev.holdfast.error."));
            if (!anew) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
