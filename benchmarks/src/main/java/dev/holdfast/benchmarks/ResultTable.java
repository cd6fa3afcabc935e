package dev.holdfast.benchmarks;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Results as a Markdown table. */
final class ResultTable {

    private static final String SUBJECT = "holdfast";

    private ResultTable() {}

    /** Medians and spread; Holdfast's value over each contender's: the median of it, and within what that lies. */
    static String of(String benchmark, Measured.Metric metric, List<Measured> contenders) {
        StringBuilder table = new StringBuilder();
        table.append("**").append(benchmark).append("**, ").append(metric.title).append(" for one operation\n\n");
        table.append("| contender | median, ")
                .append(metric.unit)
                .append(" | 80 % within | holdfast ÷ this | 95 % sure |\n");
        table.append("|---|---:|---:|---:|---:|\n");
        Measured subject = subject(contenders);
        for (Measured contender : contenders) {
            table.append("| `").append(contender.contender()).append("` | ");
            table.append(amount(contender.median())).append(" | ");
            table.append(amount(contender.low()))
                    .append("–")
                    .append(amount(contender.high()))
                    .append(" | ");
            if (subject == null || subject.equals(contender)) {
                table.append("| |\n");
            } else {
                Measured ratio = subject.over(contender);
                table.append(ratio(ratio.median())).append(" | ");
                table.append(ratio(ratio.medianAtLeast()))
                        .append("–")
                        .append(ratio(ratio.medianAtMost()))
                        .append(" |\n");
            }
        }
        return table.toString();
    }

    /** Holdfast itself, or null where it wasn't among those measured. */
    static @Nullable Measured subject(List<Measured> contenders) {
        return contenders.stream()
                .filter(contender -> contender.contender().equals(SUBJECT))
                .findFirst()
                .orElse(null);
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String amount(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }
}
