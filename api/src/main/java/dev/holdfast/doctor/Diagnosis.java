package dev.holdfast.doctor;

import dev.holdfast.error.SchemaException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the doctor found. Immutable and thread-safe. */
public final class Diagnosis {

    private final int tables;
    private final List<Finding> findings;
    private final List<AcceptedFinding> accepted;
    private final Additions additions;

    /** A diagnosis of which nothing is accepted, and that has no changelog to write. */
    public Diagnosis(int tables, List<Finding> findings) {
        this(tables, findings, List.of(), (author, renamings) -> "");
    }

    /**
     * A diagnosis; {@code holdfast.doctor()} makes one.
     *
     * @param additions writes the changelog of what is missing
     */
    public Diagnosis(int tables, List<Finding> findings, List<AcceptedFinding> accepted, Additions additions) {
        this.tables = tables;
        this.findings = List.copyOf(findings);
        this.accepted = List.copyOf(accepted);
        this.additions = additions;
    }

    /** How many tables were looked at. */
    public int tables() {
        return tables;
    }

    /** What is to be mended, in the order of the subjects; empty for a clean bill. */
    public List<Finding> findings() {
        return findings;
    }

    /** What was found and isn't to be mended, since somebody takes it as it is; in the same order. */
    public List<AcceptedFinding> accepted() {
        return accepted;
    }

    /**
     * The Liquibase changelog (XML) of the next release: what is declared and isn't there, tables, columns, unique keys and
     * indexes, and nothing else of what was found. Ids of change sets that a schema's changelog has, or that have run as far
     * as the application may see that, aren't given again. Where a column needs a value in rows that are there, the change
     * set that makes it NOT NULL fails until they have one, and a comment before it says so.
     *
     * @param author the author that the change sets name
     * @param renamed what isn't missing but has another name there
     * @throws SchemaException where something can't be renamed so: what it should become is there, or what it was isn't;
     *     an encrypted column, whose ciphertext is bound to its name; a soft-deletable table
     */
    public String toChangelog(String author, Renaming... renamed) {
        return additions.toChangelog(author, List.of(renamed));
    }

    /** True where there is nothing to mend; what is accepted doesn't count. */
    public boolean isClean() {
        return findings.isEmpty();
    }

    /** The findings of one check, without accepted ones. */
    public List<Finding> of(Check check) {
        return findings.stream().filter(f -> f.check() == check).toList();
    }

    /** One line for a clean bill, else each finding with its fix; then what is accepted, by whom and why. */
    @Override
    public String toString() {
        Stream<String> open = isClean()
                ? Stream.of(tables + " tables, nothing to mend")
                : findings.stream().map(Finding::toString);
        return Stream.concat(open, accepted.stream().map(AcceptedFinding::toString))
                .collect(Collectors.joining("\n"));
    }
}
