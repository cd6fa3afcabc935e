package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function of Holdfast's own changelog, of which there is one of its name.
 *
 * @param name without its schema, which is Holdfast's
 * @param arguments their types; null where there is no such function
 * @param sealed whether it runs with the rights that it must, and with a search path of its own
 * @param executable whether the role that asks may call it
 * @param open whether everybody may
 */
public record OwnFunction(String name, @Nullable String arguments, boolean sealed, boolean executable, boolean open) {

    /** Its name with its schema. */
    public String subject() {
        return "holdfast." + name;
    }

    /** How a grant names it. */
    public String signature() {
        return subject() + "(" + arguments + ")";
    }

    /**
     * What is wrong with it.
     *
     * @param caller whose role it is for, in words, and by its name
     * @param definer whether it runs with its owner's rights
     * @param searchPath what its search path must be
     */
    public List<Finding> findings(Check unguarded, Check unusable, Caller caller, boolean definer, String searchPath) {
        List<Finding> findings = new ArrayList<>();
        if (arguments == null) {
            return List.of(new Finding(
                    unusable,
                    subject(),
                    "there is no such function",
                    "<include file=\"dev/holdfast/liquibase/changelog.xml\"/>"));
        }
        if (!executable) {
            findings.add(new Finding(
                    unusable,
                    subject(),
                    caller.words() + " may not call it",
                    "grant execute on function " + signature() + " to " + Identifiers.quoted(caller.role())));
        }
        if (open) {
            findings.add(new Finding(
                    unguarded,
                    subject(),
                    "everybody who reaches the database may call it",
                    "revoke execute on function " + signature() + " from public"));
        }
        if (!sealed) {
            findings.add(new Finding(
                    unguarded,
                    subject(),
                    "it runs with its caller's rights or search path",
                    "alter function " + signature() + " security " + (definer ? "definer" : "invoker")
                            + " set search_path = " + searchPath));
        }
        return findings;
    }

    /**
     * Who is to call a function.
     *
     * @param words such as "the application"
     */
    public record Caller(String words, String role) {}
}
