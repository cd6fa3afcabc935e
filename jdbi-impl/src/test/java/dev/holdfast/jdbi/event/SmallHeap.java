package dev.holdfast.jdbi.event;

import static dev.holdfast.event.StreamId.stream;

import dev.holdfast.crypto.Encryption;
import dev.holdfast.event.Aggregate;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.Decider;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.Events;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.event.ArticleEvent.Drafted;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Reads large events in a JVM of its own, whose heap holds a part of them. */
final class SmallHeap {

    private SmallHeap() {}

    /** What it prints: how many characters each way of reading has come to. */
    static String read(TestDatabase database, String heap) throws IOException, InterruptedException {
        Process process = ChildJvm.start(SmallHeap.class, heap, database);
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }

    public static void main(String[] arguments) {
        JdbiHoldfast holdfast = JdbiHoldfast.builder(ChildJvm.application(arguments))
                .schema(Press.SCHEMA)
                .acrossTenants(ChildJvm.acrossTenants(arguments))
                .json(new Jackson3Json())
                .encryption(Encryption.with(Newsroom.KEYRING))
                .events(EventSettings.with(Newsroom.TYPES))
                .build();
        Events events = holdfast.tenant(Newsroom.A).events();
        var large = events.read(stream("article", PageBytesTest.LARGE), Drafted.class);
        print("forwards", large.stream());
        print("backwards", large.backwards().stream());
        print("all", events.readAll(Checkpoint.START, Drafted.class).stream());
        print("across", holdfast.acrossTenants("test").events().readAll(Checkpoint.START, Drafted.class).stream());
        Aggregate<Long, Long, Drafted> characters = Aggregate.of(
                "article",
                Drafted.class,
                Decider.of(
                        () -> 0L,
                        (command, sum) -> List.of(),
                        (sum, drafted) -> sum + drafted.title().length()));
        System.out.println("state "
                + events.repository(characters).load(PageBytesTest.LARGE).state());
    }

    private static void print(String name, Stream<RecordedEvent<Drafted>> read) {
        System.out.println(name + " "
                + read.mapToLong(event -> event.data().title().length()).sum());
    }
}
