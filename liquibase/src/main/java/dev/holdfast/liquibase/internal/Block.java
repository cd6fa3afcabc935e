package dev.holdfast.liquibase.internal;

import java.util.List;

/** Statements as one, so that a refusal stops all of them even in a script that goes on after errors. */
public final class Block {
    private static final String INDENT = "    ";

    private Block() {}

    /** A block of statements, each without its semicolon. */
    public static String of(List<String> statements) {
        return of("", statements);
    }

    /**
     * A block of statements, each without its semicolon.
     *
     * @param declaration a variable's name and type; empty for none, and several are separated by semicolons
     */
    public static String of(String declaration, List<String> statements) {
        StringBuilder text = new StringBuilder();
        if (!declaration.isEmpty()) {
            text.append("declare\n")
                    .append(INDENT)
                    .append(declaration.replace("; ", ";\n" + INDENT))
                    .append(";\n");
        }
        text.append("begin\n");
        for (String statement : statements) {
            String sql = statement.replaceFirst("^select holdfast\\.", "perform holdfast.");
            text.append(INDENT).append(indented(sql)).append(";\n");
        }
        return "do " + Names.dollarQuoted("holdfast", text.append("end").toString());
    }

    /** Lines after the first are indented, but for those within a name or a text: their line break is part of it. */
    private static String indented(String sql) {
        StringBuilder indented = new StringBuilder();
        char within = 0;
        for (char c : sql.toCharArray()) {
            indented.append(c);
            if (within == 0 && (c == '\'' || c == '"')) {
                within = c;
            } else if (c == within) {
                within = 0;
            } else if (c == '\n' && within == 0) {
                indented.append(INDENT);
            }
        }
        return indented.toString();
    }
}
