package dev.holdfast.doctor;

import dev.holdfast.error.SchemaException;
import java.util.List;

/** What a database lacks of a schema, as the engine found it. */
@FunctionalInterface
public interface Additions {

    /**
     * The Liquibase changelog (XML) that adds it.
     *
     * @param author the author that the change sets name
     * @param renamings what isn't missing but has another name there
     * @throws SchemaException where something can't be renamed so
     */
    String toChangelog(String author, List<Renaming> renamings);
}
