package dev.holdfast.benchmarks;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.CategoryStyler;

/** A bar for each contender, relative to the subject in the same round: the median. The spread stands in the tables. */
final class Plot {

    private static final Color BAR = new Color(0x9ECAE1);
    private static final Color TEXT = new Color(0x222222);
    private static final Color GRID = new Color(0xDDDDDD);

    private Plot() {}

    /** Writes {@link #file} below the folder of all results. */
    static void write(String benchmark, Measured.Metric metric, List<Measured> contenders, Path results)
            throws IOException {
        Measured subject = ResultTable.subject(contenders);
        String one = subject == null ? "subject" : subject.contender();
        CategoryChart chart = new CategoryChartBuilder()
                .width(900)
                .height(460)
                .title(benchmark + ": " + metric.title + " relative to " + one + " in the same round, median")
                .yAxisTitle(one + " = 1")
                .build();
        style(chart);
        List<String> names = new ArrayList<>();
        List<Double> medians = new ArrayList<>();
        for (Measured contender : contenders) {
            if (contender.isAbsent()) {
                continue;
            }
            names.add(contender.contender());
            double relative = subject == null
                    ? contender.median()
                    : contender.over(subject).median();
            medians.add(Math.round(relative * 100) / 100.0);
        }
        chart.addSeries(metric.title, names, medians).setFillColor(BAR);
        Files.createDirectories(results.resolve(folder(benchmark)));
        Path file = results.resolve(file(benchmark, metric));
        Files.deleteIfExists(file); // the encoder writes over it, and leaves what was longer
        BitmapEncoder.saveBitmapWithDPI(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG, 144);
    }

    /** A folder for each class, and in it the metric and the parameters: {@code InsertBenchmark/time-rows-1.png}. */
    static String file(String benchmark, Measured.Metric metric) {
        String folder = folder(benchmark);
        String name = (metric + benchmark.substring(folder.length())).replaceAll("[^A-Za-z0-9]+", "-");
        return folder + "/" + name.toLowerCase(Locale.ROOT) + ".png";
    }

    private static String folder(String benchmark) {
        return benchmark.replaceFirst(" .*", "");
    }

    private static void style(CategoryChart chart) {
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
        CategoryStyler styler = chart.getStyler();
        styler.setLabelsVisible(true).setLabelsPosition(1.0).setLabelsFont(font).setLabelsFontColor(TEXT);
        styler.setAvailableSpaceFill(0.6);
        styler.setPlotGridVerticalLinesVisible(false).setPlotGridLinesColor(GRID);
        styler.setYAxisMin(0.0).setYAxisDecimalPattern("#,##0.##").setAxisTickLabelsFont(font);
        styler.setPlotBorderVisible(false).setChartBackgroundColor(Color.WHITE).setChartFontColor(TEXT);
        styler.setLegendVisible(false);
    }
}
