package dev.holdfast.benchmarks;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Results as a Markdown table. */
final class ResultTable {

    /** Whose value is put over the others'. */
    private static final List<String> SUBJECTS =
            List.of("holdfast", "mostlyDeleted", "encrypted", "large", "audit", "history", "both");

    private ResultTable() {}

    /** Medians and spread; each subject's value over each contender's: the median of it, and within what that lies. */
    static String of(String benchmark, Measured.Metric metric, List<Measured> contenders) {
        StringBuilder table = new StringBuilder();
        List<Measured> subjects = subjects(contenders);
        table.append("**").append(benchmark).append("**, ").append(metric.title).append(" for one operation\n\n");
        table.append("| contender | median, ").append(metric.unit).append(" | 80 % within |");
        subjects.forEach(
                subject -> table.append(" ").append(subject.contender()).append(" ÷ this | 95 % sure |"));
        table.append("\n|---|---:|---:|")
                .append("---:|---:|".repeat(subjects.size()))
                .append("\n");
        for (Measured contender : contenders) {
            table.append("| `").append(contender.contender()).append("` | ");
            if (contender.isAbsent()) {
                table.append("– | – |")
                        .append(" – | – |".repeat(subjects.size()))
                        .append("\n");
                continue;
            }
            table.append(amount(contender.median())).append(" | ");
            table.append(amount(contender.low()))
                    .append("–")
                    .append(amount(contender.high()))
                    .append(" |");
            for (Measured subject : subjects) {
                table.append(subject.equals(contender) ? " | |" : ratios(subject.over(contender)));
            }
            table.append("\n");
        }
        return table.toString();
    }

    private static String ratios(Measured ratio) {
        return " " + ratio(ratio.median()) + " | " + ratio(ratio.medianAtLeast()) + "–" + ratio(ratio.medianAtMost())
                + " |";
    }

    /** The first of {@link #subjects}; null where none was among those measured. */
    static @Nullable Measured subject(List<Measured> contenders) {
        return subjects(contenders).stream().findFirst().orElse(null);
    }

    /** Holdfast itself, its table with deleted, encrypted or many rows, or each thing of its that is measured beside another. */
    private static List<Measured> subjects(List<Measured> contenders) {
        return contenders.stream()
                .filter(contender -> !contender.isAbsent())
                .filter(contender -> SUBJECTS.contains(contender.contender()))
                .toList();
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String amount(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }
}
