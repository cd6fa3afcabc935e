package dev.holdfast.benchmarks;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Results as a Markdown table. */
final class ResultTable {

    /** Whose value is put over the others'. */
    private static final List<String> SUBJECTS = List.of("holdfast", "mostlyDeleted", "encrypted", "large");

    private ResultTable() {}

    /** Medians and spread; the subject's value over each contender's: the median of it, and within what that lies. */
    static String of(String benchmark, Measured.Metric metric, List<Measured> contenders) {
        StringBuilder table = new StringBuilder();
        Measured subject = subject(contenders);
        table.append("**").append(benchmark).append("**, ").append(metric.title).append(" for one operation\n\n");
        table.append("| contender | median, ")
                .append(metric.unit)
                .append(" | 80 % within | ")
                .append(subject == null ? "subject" : subject.contender())
                .append(" ÷ this | 95 % sure |\n");
        table.append("|---|---:|---:|---:|---:|\n");
        for (Measured contender : contenders) {
            table.append("| `").append(contender.contender()).append("` | ");
            if (contender.isAbsent()) {
                table.append("– | – | – | – |\n");
                continue;
            }
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

    /** Holdfast itself, or its table with deleted, encrypted or many rows; null where it wasn't among those measured. */
    static @Nullable Measured subject(List<Measured> contenders) {
        return contenders.stream()
                .filter(contender -> !contender.isAbsent())
                .filter(contender -> SUBJECTS.contains(contender.contender()))
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
