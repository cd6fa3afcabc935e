package dev.holdfast.spring;

import static dev.holdfast.spring.Notes.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.function.Consumer;

/** Who stores a second note with the text "taken", and swallows what comes of it. */
enum Swallowed {
    DSL(app -> Notes.add(app.a, "taken")),
    HANDLE(app -> app.a.useHandle(
            handle -> handle.execute("insert into notes (id, text) values (gen_random_uuid(), 'taken')"))),
    SQL_OBJECT(app -> app.a.withSqlObject(NoteDao.class, dao -> dao.add("taken"))),
    JDBC_CLIENT(app -> app.insert(A, "taken"));

    private final Consumer<App> way;

    Swallowed(Consumer<App> way) {
        this.way = way;
    }

    void in(App app) {
        assertThat(catchThrowable(() -> way.accept(app))).isNotNull();
    }
}
