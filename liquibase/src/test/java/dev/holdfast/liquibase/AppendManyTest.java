package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Appends of several callers in one statement, in bare SQL: each is stored as if it had come alone, or left out. */
class AppendManyTest extends EventFixture {

    /** A caller's event. */
    private record Element(int tenant, String stream, String expected, String id, String actor) {

        static Element of(int tenant, String stream, Object expected) {
            return new Element(tenant, stream, String.valueOf(expected), "gen_random_uuid()", "''");
        }

        Element id(int number) {
            return new Element(tenant, stream, expected, EventFixture.id(number), actor);
        }

        Element actor(String name) {
            return new Element(tenant, stream, expected, id, "'" + name + "'");
        }
    }

    private static String many(Element... elements) {
        return many(List.of(elements), "array_fill(null::text, array[" + elements.length + "])", "'{}'");
    }

    private static String many(List<Element> elements, String metadata, String data) {
        List<List<String>> columns = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            columns.add(new ArrayList<>());
        }
        for (Element element : elements) {
            columns.get(0).add(String.valueOf(element.tenant()));
            columns.get(1).add("'" + element.stream() + "'");
            columns.get(2).add(element.expected());
            columns.get(3).add(element.id());
            columns.get(4).add(element.actor());
            columns.get(5).add(data);
        }
        List<String> arrays = columns.stream()
                .map(column -> column.stream().collect(Collectors.joining(", ", "array[", "]")))
                .toList();
        String size = "array[" + elements.size() + "]";
        return "select versions from holdfast.append_many(" + arrays.get(0) + ", array_fill('article'::text, " + size
                + "), " + arrays.get(1) + ", " + arrays.get(2) + "::bigint[], " + arrays.get(3)
                + ", array_fill('Drafted'::text, " + size + "), array_fill(1, " + size + "), " + arrays.get(5) + ", "
                + metadata + ", " + arrays.get(4) + "::text[], array_fill('why'::text, " + size
                + "), array_fill(null::text, " + size + "))";
    }

    private List<String> events() {
        return superuser.rows("select s.tenant_id, s.stream_id, e.version, e.metadata from holdfast.events e"
                + " join holdfast.streams s using (tenant_id, stream_no) order by 1, 2, 3");
    }

    @Test
    @DisplayName(
            "EV-27 each element is its own tenant's and its own actor's; new streams and known ones, one stream twice")
    void tenants() {
        app.rowsIn(1, event("a", 0));
        app.rowsIn(2, event("a", 0));
        assertThat(app.rows(many(
                        Element.of(2, "a", 1).actor("bob"),
                        Element.of(1, "new", 0).actor("ann"),
                        Element.of(1, "a", -1).actor("ann"),
                        Element.of(2, "new", "null").actor("bob"),
                        Element.of(1, "a", 2),
                        Element.of(1, "new", 1).actor("eve"))))
                .containsExactly("{2,1,2,1,3,2}");
        assertThat(events())
                .containsExactly(
                        "1|a|1|{}",
                        "1|a|2|{\"actor\": \"ann\", \"reason\": \"why\"}",
                        "1|a|3|{\"reason\": \"why\"}",
                        "1|new|1|{\"actor\": \"ann\", \"reason\": \"why\"}",
                        "1|new|2|{\"actor\": \"eve\", \"reason\": \"why\"}",
                        "2|a|1|{}",
                        "2|a|2|{\"actor\": \"bob\", \"reason\": \"why\"}",
                        "2|new|1|{\"actor\": \"bob\", \"reason\": \"why\"}");
        assertThat(superuser.rows("select from holdfast.events e join holdfast.events f using (tenant_id, stream_no)"
                        + " where e.version < f.version and e.position > f.position"))
                .isEmpty();
        expectSound();
    }

    @Test
    @DisplayName(
            "EV-4 what isn't as expected, closed, archived or stored already is left out, and the others are appended")
    void leftOut() {
        for (String stream : List.of("a", "closed", "archived", "good")) {
            app.rowsIn(1, event(stream, 0));
        }
        app.rowsIn(1, event("a", 1, id(1)));
        app.rowsIn(1, event("archived", 1, id(2)));
        app.rowsIn(1, "select holdfast.close_stream('article', 'closed', null)");
        String[] streams = {"archived", "good"};
        for (String stream :
                streams) { // nothing is looked up in the archive before anything is in it, and everything behind
            assertThat(app.rows(many(
                            Element.of(1, "a", 1),
                            Element.of(1, "a", 0),
                            Element.of(1, "missing", 1),
                            Element.of(1, "missing", -1),
                            Element.of(1, "closed", "null"),
                            Element.of(1, "good", "null").id(1),
                            Element.of(1, "new", 0).id(1),
                            Element.of(1, "good", "null"),
                            Element.of(1, "good", "null").id(2),
                            Element.of(2, "a", 2))))
                    .containsExactly(
                            stream.equals("archived")
                                    ? "{NULL,NULL,NULL,NULL,NULL,NULL,NULL,2,NULL,NULL}"
                                    : "{NULL,NULL,NULL,NULL,NULL,NULL,NULL,3,NULL,NULL}");
            app.rowsIn(1, "select holdfast.archive_stream('article', 'archived', null)");
            assertThat(app.rows(many(Element.of(1, "archived", "null"), Element.of(2, "b", "null"))))
                    .hasSize(1)
                    .allMatch(versions -> versions.startsWith("{NULL,"));
        }
        assertThat(app.rowsIn(1, "select stream_id from holdfast.streams order by 1"))
                .as("nothing is left of a stream that was begun in vain")
                .containsExactly("a", "archived", "closed", "good");
        expectSound();
    }

    @Test
    @DisplayName("a stream whose element is left out, since its id is known, was last written when its last event was")
    void recordedAt() {
        app.rowsIn(1, event("a", 0, id(1)));
        assertThat(app.rows(many(Element.of(1, "a", 1).id(1)))).containsExactly("{NULL}");
        assertThat(superuser.rows("select s.version, s.recorded_at = e.recorded_at from holdfast.streams s"
                        + " join holdfast.events e using (tenant_id, stream_no)"))
                .containsExactly("1|t");
    }

    @Test
    @DisplayName("EV-7 one id twice in a statement is stored once; another tenant's ids are no concern")
    void oneIdTwice() {
        app.rowsIn(1, event("a", 0));
        app.rowsIn(2, event("x", 0, id(7)));
        assertThat(app.rows(many(
                        Element.of(1, "a", "null").id(7),
                        Element.of(1, "b", "null").id(7),
                        Element.of(1, "a", "null").id(7),
                        Element.of(1, "a", 2))))
                .containsExactly("{2,NULL,NULL,3}");
        assertThat(events()).extracting(row -> row.substring(0, 5)).containsExactly("1|a|1", "1|a|2", "1|a|3", "2|x|1");
        expectSound();
    }

    @Test
    @DisplayName("a stream that another transaction is at is left out at once, and stops no other")
    void held() {
        app.rowsIn(1, event("a", 0));
        app.rowsIn(1, event("b", 0));
        try (Session other = database.app()) {
            other.run("begin; set local holdfast.tenant_id = '1'");
            other.rows(event("a", 1));
            app.run("set lock_timeout = '1ms'"); // would be an error, if anything waited
            assertThat(app.rows(many(Element.of(1, "a", "null"), Element.of(1, "b", "null"), Element.of(2, "a", 0))))
                    .containsExactly("{NULL,2,1}");
            other.run("commit");
        }
        expectSound();
    }

    @Test
    @DisplayName("a stream that another transaction is about to begin is waited for no longer than some milliseconds")
    void begun() {
        try (Session other = database.app()) {
            other.run("begin; set local holdfast.tenant_id = '1'");
            other.rows(event("a", 0));
            assertThat(app.refused(many(Element.of(1, "a", "null"), Element.of(1, "b", "null")))
                            .sqlState())
                    .isEqualTo("55P03");
            other.run("rollback");
        }
        assertThat(app.one("show lock_timeout")).isEqualTo("0");
        assertThat(app.rows(many(Element.of(1, "a", "null"), Element.of(1, "b", "null"))))
                .containsExactly("{1,1}");
        expectSound();
    }

    @Test
    @DisplayName("EV-27 where a tenant is set, no other may be given, and nothing stays behind the call")
    void tenantSet() {
        assertThat(app.refusedIn(1, many(Element.of(1, "a", 0), Element.of(2, "a", 0)))
                        .sqlState())
                .isEqualTo("HF014");
        assertThat(app.rowsIn(1, many(Element.of(1, "a", 0)))).containsExactly("{1}");
        app.run("begin");
        assertThat(app.one(many(Element.of(1, "a", 1).actor("ann"), Element.of(2, "a", 0))))
                .isEqualTo("{2,1}");
        assertThat(app.rows(
                        "select current_setting('holdfast.tenant_id', true), current_setting('holdfast.actor', true)"))
                .containsExactly("|null");
        assertThat(app.rows("select from holdfast.events")).isEmpty();
        app.run("savepoint before");
        assertThat(app.refused(many(
                                List.of(Element.of(1, "a", 2), Element.of(2, "a", 1)),
                                "array[null, null]::text[]",
                                "'no JSON'"))
                        .sqlState())
                .isEqualTo("22P02");
        app.run("rollback to before");
        assertThat(app.rows("select from holdfast.events")).isEmpty();
        app.run("commit");
        assertThat(across.refused(many(Element.of(1, "a", 2))).sqlState()).isEqualTo(DENIED);
        expectSound();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "array_fill(1::bigint, array[2])|array_fill(null::bigint, array[2])",
                "array[1, 2]::bigint[]|array[1]::bigint[]",
                "array['article', 'article']|array['article', null]",
                "array['article', 'article']|array['article', ' ']",
                "array['article', 'article']|array['article', 'a/b']",
                "array['article', 'article']|array['article', repeat('c', 101)]",
                "array['a', 'b']|array['a', null]",
                "array['a', 'b']|array['a', '']",
                "array['a', 'b']|array['a', repeat('s', 401)]",
                "array[0, 0]::bigint[]|array[0, -2]::bigint[]",
                "array[0, 0]::bigint[]|null",
                "array[gen_random_uuid(), gen_random_uuid()]|array[gen_random_uuid(), null]",
                "array['T', 'T']|array['T', e'\\t']",
                "array['T', 'T']|array['T', repeat('t', 201)]",
                "array['T', 'T']|array['T', null]",
                "array[1, 1]|array[1, 0]",
                "array[1, 1]|array[1, null]",
                "array['{}', '{}']|array['{}', null]",
                "array['{}', '{}']|'[0:1]={\"{}\",\"{}\"}'::text[]",
                "array[null, null]::text[]|array[null, '[]']",
                "array[null, null]::text[]|'{}'",
                "array['', '']|array['']",
            })
    @DisplayName(
            "EV-39 what append_events refuses is refused as a whole: nulls, blank and long names, arrays that don't fit")
    void invalid(String change) {
        String[] parts = change.split("\\|", 2);
        String valid = "select versions from holdfast.append_many(array[1, 2]::bigint[], array['article', 'article'],"
                + " array['a', 'b'], array[0, 0]::bigint[], array[gen_random_uuid(), gen_random_uuid()], array['T', 'T'],"
                + " array[1, 1], array['{}', '{}'], array[null, null]::text[], array['', ''], array['ann', 'bob'], array['', ''])";
        String old = parts[0].startsWith("array_fill") ? "array[1, 2]::bigint[]" : parts[0];
        String one = parts[1].startsWith("array_fill") ? "array[1, null]::bigint[]" : parts[1];
        String invalid =
                valid.replaceFirst(java.util.regex.Pattern.quote(old), java.util.regex.Matcher.quoteReplacement(one));
        assertThat(invalid).isNotEqualTo(valid);
        assertThat(app.refused(invalid).sqlState()).isEqualTo(INVALID);
        assertThat(count("events")).isEqualTo("0");
    }

    @Test
    @DisplayName("EV-27 a tenant that the query itself sets counts before what is given")
    void tenantChangedMidway() {
        String sql = many(Element.of(1, "s", "null"))
                .replace("'Drafted'::text", "set_config('holdfast.tenant_id', '3', true)");
        assertThat(app.refusedIn(1, sql).sqlState()).isEqualTo("HF014");
        assertThat(app.refused(sql).sqlState()).isEqualTo("HF014");
        assertThat(count("streams")).isEqualTo("0");
    }

    @Test
    @DisplayName("EV-42 it is durable whatever the session says, and readers stop before it until it is committed")
    void order() {
        app.rowsIn(1, event("a", 0));
        app.run("begin; set local synchronous_commit = off");
        app.rows(many(Element.of(1, "a", "null"), Element.of(2, "b", "null")));
        assertThat(app.one("show synchronous_commit")).isEqualTo("on");
        String before = superuser.one("select max(position) from holdfast.events");
        assertThat(superuser.one("select holdfast.safe_position()")).isEqualTo(before);
        app.run("commit");
        assertThat(superuser.one("select holdfast.safe_position()"))
                .isEqualTo(superuser.one("select max(position) from holdfast.events"))
                .isNotEqualTo(before);
    }

    @Test
    @DisplayName("EV-38 exclusive advisory locks of others stop it as little as other appends")
    void attackedLocks() {
        app.rowsIn(1, event("a", 0));
        try (Session attacker = database.app()) {
            attacker.rows("select pg_advisory_lock(18502::bigint << 48 | n) from generate_series(1, 3000) n");
            app.run("set statement_timeout = '2s'");
            assertThat(app.rows(many(Element.of(1, "a", 1), Element.of(2, "a", 0))))
                    .containsExactly("{2,1}");
        }
        expectSound();
    }
}
