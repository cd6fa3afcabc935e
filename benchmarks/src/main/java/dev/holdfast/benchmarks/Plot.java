package dev.holdfast.benchmarks;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.CategoryStyler;

/** A bar for each contender, relative to the subject in the same round: the median. The spread stands in the tables. */
final class Plot {

    private static final Color BAR = new Color(0x9ECAE1);
    private static final Color TEXT = new Color(0x222222);
    private static final Color GRID = new Color(0xDDDDDD);

    private Plot() {}

    /** Writes {@code <name>.svg} and {@code <name>.png}. */
    static void write(String benchmark, Measured.Metric metric, List<Measured> contenders, Path folder)
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
            names.add(contender.contender());
            double relative = subject == null
                    ? contender.median()
                    : contender.over(subject).median();
            medians.add(Math.round(relative * 100) / 100.0);
        }
        chart.addSeries(metric.title, names, medians).setFillColor(BAR);
        String file = folder.resolve(fileName(benchmark, metric)).toString();
        VectorGraphicsEncoder.saveVectorGraphic(chart, file, VectorGraphicsFormat.SVG);
        BitmapEncoder.saveBitmapWithDPI(chart, file, BitmapEncoder.BitmapFormat.PNG, 144);
    }

    static String fileName(String benchmark, Measured.Metric metric) {
        String base = benchmark + (metric == Measured.Metric.TIME ? "" : "-" + metric.name());
        return base.replaceAll("[^A-Za-z0-9]+", "-").toLowerCase(Locale.ROOT);
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
