package dev.holdfast.benchmarks;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Starts PostgreSQL, and runs benchmarks with JMH's options. {@code -rounds N}, which JMH doesn't know, runs N rounds of
 * {@link Interleaved} slices in this JVM instead of JMH's forks; it heeds JMH's options for what to run, {@code -p},
 * {@code -r} (the length of a slice), {@code -t} and {@code -rff}. The system property
 * {@code holdfast.benchmarks.settings}, {@code name=value,…}, adds to the server's settings;
 * {@code holdfast.benchmarks.roundTripMicros} puts the server so far away.
 */
public final class BenchmarksMain {

    private static final String ROUNDS = "-rounds";

    private BenchmarksMain() {}

    public static void main(String[] arguments) throws Exception {
        List<String> given = new ArrayList<>(Arrays.asList(arguments));
        int rounds = takeRounds(given);
        String[] forJmh = given.toArray(String[]::new);
        CommandLineOptions options = new CommandLineOptions(forJmh);
        if (onlyTells(options)) {
            Main.main(forJmh);
            return;
        }
        try (BenchmarkDatabase database = BenchmarkDatabase.start().announce()) {
            if (rounds == 0) {
                new Runner(within(options, database)).run();
            } else {
                String file = options.getResult().orElse(Defaults.RESULT_FILE_PREFIX + ".json");
                Slices.write(Interleaved.run(rounds, options), Path.of(file));
                System.out.println("Written to " + file + "; PlotMain shows it");
            }
        }
    }

    /** The number of rounds asked for, taken out of the arguments; 0 where none was. */
    private static int takeRounds(List<String> arguments) {
        int at = arguments.indexOf(ROUNDS);
        if (at < 0) {
            return 0;
        }
        if (at + 1 == arguments.size() || !arguments.get(at + 1).matches("[1-9]\\d{0,3}")) {
            throw new IllegalArgumentException(ROUNDS + " takes a number from 1 to 9999");
        }
        int rounds = Integer.parseInt(arguments.get(at + 1));
        arguments.subList(at, at + 2).clear();
        return rounds;
    }

    private static boolean onlyTells(CommandLineOptions options) {
        return options.shouldHelp()
                || options.shouldList()
                || options.shouldListWithParams()
                || options.shouldListProfilers()
                || options.shouldListResultFormats();
    }

    private static Options within(Options options, BenchmarkDatabase database) {
        List<String> jvmArguments = new ArrayList<>(options.getJvmArgsAppend().orElse(List.of()));
        jvmArguments.addAll(database.jvmArguments());
        return new OptionsBuilder()
                .parent(options)
                .jvmArgsAppend(jvmArguments.toArray(String[]::new))
                .addProfiler(GCProfiler.class)
                .addProfiler(ClientCpuProfiler.class)
                .build();
    }
}
