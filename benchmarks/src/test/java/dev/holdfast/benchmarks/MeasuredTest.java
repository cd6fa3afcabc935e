package dev.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredTest {

    private static final String JSON = """
            [{"benchmark": "dev.holdfast.benchmarks.InsertBenchmark.holdfast", "params": {"rows": "1000"},
              "primaryMetric": {"rawData": [[3.0, 1.0, 2.0], [8.0, 4.0]]},
              "secondaryMetrics": {"cpu.time.norm": {"rawData": [[2000.0], [4000.0]]}}},
             {"benchmark": "dev.holdfast.benchmarks.InsertBenchmark.other", "params": {"rows": "1000"},
              "primaryMetric": {"rawData": [[4.0], [3.0]]}, "secondaryMetrics": {}}]
            """;

    @Test
    void readsTheMedianOfEachFork(@TempDir Path folder) throws Exception {
        Path json = Files.writeString(folder.resolve("out.json"), JSON);
        assertThat(Measured.read(List.of(json), Measured.Metric.TIME))
                .containsOnlyKeys("InsertBenchmark rows=1000")
                .containsValue(
                        List.of(new Measured("holdfast", List.of(2.0, 6.0)), new Measured("other", List.of(4.0, 3.0))));
        assertThat(Measured.read(List.of(json), Measured.Metric.CPU))
                .containsValue(List.of(new Measured("holdfast", List.of(2.0, 4.0))));
        assertThat(Measured.read(List.of(json), Measured.Metric.ALLOCATION)).isEmpty();
    }

    @Test
    void keepsPairsOfAClassApart(@TempDir Path folder) throws Exception {
        String method = """
                {"benchmark": "dev.holdfast.benchmarks.S.%s", "params": {}, "primaryMetric": {"rawData": [[%s]]}}""";
        Path json = Files.writeString(
                folder.resolve("out.json"),
                "[" + method.formatted("pageMostlyDeleted", "3.0") + "," + method.formatted("pageNoneDeleted", "2.0")
                        + "," + method.formatted("countMostlyDeleted", "1.0") + "]");
        var results = Measured.read(List.of(json), Measured.Metric.TIME);
        assertThat(results).containsOnlyKeys("S page", "S count");
        assertThat(ResultTable.of("S page", Measured.Metric.TIME, results.getOrDefault("S page", List.of())))
                .contains("mostlyDeleted ÷ this", "| `noneDeleted` | 2.0 | 2.0–2.0 | 1.50 | 1.50–1.50 |");
    }

    @Test
    void keepsTheWayInAndTheWayBackApart(@TempDir Path folder) throws Exception {
        String method = """
                {"benchmark": "dev.holdfast.benchmarks.E.%s", "params": {"size": "32"}, "primaryMetric": {"rawData": [[%s]]}}""";
        Path json = Files.writeString(
                folder.resolve("out.json"),
                "[" + method.formatted("holdfastEncrypt", "3.0") + "," + method.formatted("tinkEncrypt", "2.0") + ","
                        + method.formatted("tinkDecrypt", "1.0") + "]");
        var results = Measured.read(List.of(json), Measured.Metric.TIME);
        assertThat(results).containsOnlyKeys("E encrypt size=32", "E decrypt size=32");
        assertThat(ResultTable.of("E", Measured.Metric.TIME, results.getOrDefault("E encrypt size=32", List.of())))
                .contains("holdfast ÷ this", "| `tink` | 2.0 | 2.0–2.0 | 1.50 | 1.50–1.50 |");
    }

    @Test
    void putsEachSubjectOverTheOthers() {
        assertThat(ResultTable.of(
                        "A",
                        Measured.Metric.TIME,
                        List.of(
                                new Measured("audit", List.of(3.0)),
                                new Measured("both", List.of()),
                                new Measured("history", List.of(1.0)),
                                new Measured("plain", List.of(2.0)))))
                .contains(
                        "| audit ÷ this | 95 % sure | history ÷ this | 95 % sure |\n|---|---:|---:|---:|---:|---:|---:|\n",
                        "| `audit` | 3.0 | 3.0–3.0 | | | 0.33 | 0.33–0.33 |\n",
                        "| `both` | – | – | – | – | – | – |\n",
                        "| `plain` | 2.0 | 2.0–2.0 | 1.50 | 1.50–1.50 | 0.50 | 0.50–0.50 |\n");
    }

    @Test
    void keepsTheLargeAndTheSmallApartFromOtherWork(@TempDir Path folder) throws Exception {
        String method = """
                {"benchmark": "dev.holdfast.benchmarks.G.%s", "params": {"events": "9", "threads": "8"}, "primaryMetric": {"rawData": [[%s]]}}""";
        Path json = Files.writeString(
                folder.resolve("out.json"),
                "[" + method.formatted("appendLarge", "3.0") + "," + method.formatted("appendSmall", "2.0") + ","
                        + method.formatted("readSmall", "1.0") + "," + method.formatted("holdfastFold", "5.0") + "]");
        var results = Measured.read(List.of(json), Measured.Metric.TIME);
        assertThat(results)
                .containsOnlyKeys(
                        "G append events=9, threads=8", "G read events=9, threads=8", "G fold events=9, threads=8");
        assertThat(ResultTable.of(
                        "G", Measured.Metric.TIME, results.getOrDefault("G append events=9, threads=8", List.of())))
                .contains("large ÷ this", "| `small` | 2.0 | 2.0–2.0 | 1.50 | 1.50–1.50 |");
    }

    @Test
    void comparesWithinARound() {
        Measured ratio = new Measured("a", List.of(2.0, 6.0, 3.0)).over(new Measured("b", List.of(4.0, 3.0, 3.0)));
        assertThat(ratio.forks()).containsExactly(0.5, 2.0, 1.0);
        assertThat(ratio.median()).isEqualTo(1.0);
        assertThat(ratio.low()).isEqualTo(0.5);
        assertThat(ratio.high()).isEqualTo(2.0);
    }

    @Test
    void saysHowCertainAMedianIs() {
        List<Double> hundred =
                IntStream.rangeClosed(1, 100).mapToObj(Double::valueOf).toList();
        Measured measured = new Measured("a", hundred);
        assertThat(measured.median()).isEqualTo(50.5);
        assertThat(measured.medianAtLeast()).isEqualTo(41);
        assertThat(measured.medianAtMost()).isEqualTo(60);
        assertThat(measured.low()).isEqualTo(11);
        assertThat(measured.high()).isEqualTo(90);
    }

    @Test
    void refusesToCompareOtherRounds() {
        Measured twice = new Measured("a", List.of(1.0, 1.0));
        assertThatThrownBy(() -> twice.over(new Measured("b", List.of(1.0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a has 2 forks, b 1");
    }

    @Test
    void writesATable() {
        assertThat(ResultTable.of(
                        "B",
                        Measured.Metric.TIME,
                        List.of(new Measured("holdfast", List.of(60.0)), new Measured("raw", List.of(50.0)))))
                .contains("| `holdfast` | 60.0 | 60.0–60.0 | | |", "| `raw` | 50.0 | 50.0–50.0 | 1.20 | 1.20–1.20 |");
    }

    @Test
    void givesADashToAContenderThatWasNotToBeHad(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("out.json");
        Slices there = new Slices("dev.holdfast.benchmarks.B.holdfast", Map.of());
        there.add(60, 1, 1);
        there.add(50, 1, 1);
        Slices.write(List.of(there, new Slices("dev.holdfast.benchmarks.B.other", Map.of())), json);
        List<Measured> read = Measured.read(List.of(json), Measured.Metric.TIME).getOrDefault("B", List.of());
        assertThat(ResultTable.of("B", Measured.Metric.TIME, read))
                .contains("| `holdfast` | 55.0 |", "| `other` | – | – | – | – |");
        Plot.write("B", Measured.Metric.TIME, read, folder);
        assertThat(folder.resolve("B/time.png")).isNotEmptyFile();
    }

    @Test
    void plotsIntoAFolderForEachBenchmark(@TempDir Path results) throws Exception {
        assertThat(Plot.file("TenantReadBenchmark", Measured.Metric.ALLOCATION))
                .isEqualTo("TenantReadBenchmark/allocation.png");
        List<Measured> contenders =
                List.of(new Measured("holdfast", List.of(60.0)), new Measured("raw", List.of(50.0)));
        Path plot = results.resolve("EventAppendBenchmark/time-events-1-threads-16.png");
        Files.createDirectories(results.resolve("EventAppendBenchmark"));
        Files.write(plot, new byte[1_000_000]); // an earlier one, and longer
        Plot.write("EventAppendBenchmark events=1, threads=16", Measured.Metric.TIME, contenders, results);
        assertThat(plot).isNotEmptyFile();
        assertThat(Files.size(plot)).isLessThan(1_000_000);
    }
}
