package dev.holdfast.benchmarks.event;

import dev.holdfast.benchmarks.AbsentContenderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The SQL and JavaScript of an npm package, as texts. They are had by npm when they are asked for first, from wherever it is set up to
 * get packages, and not kept: none of its scripts is run, and its folder is deleted again. The system property
 * {@code holdfast.benchmarks.npm} says how npm is called; default {@code npm}.
 */
final class NpmPackage {

    private static final String COMMAND_PROPERTY = "holdfast.benchmarks.npm";
    private static final int SECONDS = 60;

    /** By name and version, those that weren't to be had too, so that not each thread waits for them. */
    private static final Map<String, NpmPackage> ASKED_FOR = new HashMap<>();

    private final String name;
    private final Map<String, String> texts;
    private final @Nullable Exception failure;

    private NpmPackage(String name, Map<String, String> texts, @Nullable Exception failure) {
        this.name = name;
        this.texts = Map.copyOf(texts);
        this.failure = failure;
    }

    static synchronized NpmPackage of(String name, String version) {
        return ASKED_FOR.computeIfAbsent(name + "@" + version, NpmPackage::installed);
    }

    private static NpmPackage installed(String name) {
        try {
            Path folder = Files.createTempDirectory("holdfast-npm");
            try {
                install(name, folder);
                return new NpmPackage(
                        name, texts(folder.resolve("node_modules/" + name.replaceFirst("@[^@]+$", ""))), null);
            } finally {
                delete(folder);
            }
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            return new NpmPackage(name, Map.of(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new NpmPackage(name, Map.of(), e);
        }
    }

    private static void install(String name, Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("npm.log");
        Process npm = new ProcessBuilder(
                        System.getProperty(COMMAND_PROPERTY, "npm"),
                        "install",
                        "--prefix",
                        folder.toString(),
                        "--ignore-scripts",
                        "--legacy-peer-deps", // what it would run with, which nobody runs
                        "--no-audit",
                        "--no-fund",
                        "--no-save",
                        "--no-package-lock",
                        "--fetch-retries=0",
                        name)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!npm.waitFor(SECONDS, TimeUnit.SECONDS)) {
            npm.destroyForcibly().waitFor();
            throw new IllegalStateException("npm took longer than " + SECONDS + " seconds");
        }
        if (npm.exitValue() != 0) {
            throw new IllegalStateException("npm ended with " + npm.exitValue() + ": "
                    + Files.readString(log).lines().limit(3).collect(Collectors.joining("; ")));
        }
    }

    private static Map<String, String> texts(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            Map<String, String> texts = new HashMap<>();
            for (Path file : files.filter(file -> file.toString().matches(".*\\.(sql|js)"))
                    .toList()) {
                texts.put(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
            return texts;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> innermostFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : innermostFirst) {
                Files.delete(file);
            }
        }
    }

    /**
     * A file's text.
     *
     * @param file its path in the package, with slashes
     * @throws AbsentContenderException if the package wasn't to be had, or has no such file
     */
    String text(String file) {
        String text = texts.get(file);
        if (text == null) {
            throw new AbsentContenderException(
                    name
                            + (failure == null
                                    ? " has no file " + file
                                    : " isn't to be had by npm: " + failure.getMessage()),
                    failure);
        }
        return text;
    }
}
