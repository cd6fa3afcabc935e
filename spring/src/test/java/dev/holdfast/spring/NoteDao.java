package dev.holdfast.spring;

import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** SQL of the application's own. */
interface NoteDao {

    @SqlUpdate("insert into notes (id, text) values (gen_random_uuid(), :text)")
    int add(@Bind("text") String text);

    @SqlQuery("select count(*) from notes")
    int count();
}
