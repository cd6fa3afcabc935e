package dev.holdfast.examples.quickstart;

import static dev.holdfast.examples.quickstart.Authors.AUTHORS;
import static dev.holdfast.examples.quickstart.Commits.COMMITS;
import static dev.holdfast.examples.quickstart.Contributors.CONTRIBUTORS;
import static dev.holdfast.examples.quickstart.Contributors.CONTRIBUTORS_2;

import dev.holdfast.crypto.Encryption;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.examples.quickstart.GitHistory.UnreadableException;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.TestkitException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Imports a repository's git history for one tenant, and shows what another one sees of it:
 * {@code ./mvnw -q -Pquickstart [-Drepo=PATH]}. The exit code is 0 where everything was as promised, 1 where something
 * wasn't, and 2 where the path is no repository with commits.
 */
public final class QuickstartMain {

    private static final int NOT_AS_PROMISED = 1;
    private static final int NO_REPOSITORY = 2;

    private QuickstartMain() {}

    public static void main(String[] args) throws Exception {
        String repo = args.length > 0 ? args[0] : System.getProperty("repo", "");
        System.exit(run(repo, System.out, System.err, isTerminal()));
    }

    /** Runs, and gives back the exit code. */
    static int run(String repo, PrintStream out, PrintStream err, boolean terminal) throws Exception {
        try (GitHistory history = GitHistory.open(Path.of(repo), repo.isEmpty())) {
            int commits = history.count();
            return run(
                    history,
                    new Screen(out),
                    new ProgressBar(out, terminal, commits, "commits"),
                    new ProgressBar(out, terminal, commits, "messages"),
                    new ProgressBar(out, terminal, commits, "commits replayed"));
        } catch (UnreadableException e) {
            err.println(e.getMessage());
            return NO_REPOSITORY;
        } catch (InvalidPathException e) {
            err.println("The path given as repo is none: " + e.getReason());
            return NO_REPOSITORY;
        } catch (HoldfastException | TestkitException e) {
            err.println(e.getMessage());
            return NOT_AS_PROMISED;
        }
    }

    private static int run(
            GitHistory history, Screen screen, ProgressBar imported, ProgressBar rotated, ProgressBar replayed)
            throws Exception {
        long start = System.nanoTime();
        var server = screen.timed("Holdfast on the history of " + history.directory(), ExampleDatabase::server);
        screen.line(server + " is up");
        Schema schema = Schema.of(AUTHORS, COMMITS, CONTRIBUTORS, CONTRIBUTORS_2);
        // region:encryption
        Encryption encryption = Encryption.with(TinkKeyring.development()); // keys in memory: for trials
        // endregion:encryption
        // region:events
        EventSettings events = EventSettings.with(EventTypes.of(AuthorEvent.class));
        // endregion:events
        try (var database = screen.timed("Tables, tenants", () -> ExampleDatabase.with(schema, encryption, events))) {
            screen.line(
                    "authors, commits and contributors, by the changelog that the schema prints; events; an audit log; two tenants");
            var tenant = database.holdfast().tenant(ExampleDatabase.ACME).actor("quickstart");
            var neighbour = database.holdfast().tenant(ExampleDatabase.GLOBEX).actor("quickstart");
            Neighbour.movesIn(neighbour);
            Import job = new Import(tenant, imported::show);
            importInto(history, job, screen);
            Records records = new Records(tenant, screen); // from here on it knows how everything was
            AuthorStreams streams = new AuthorStreams(
                    tenant, neighbour, history, new Replay(tenant, job::idOf, replayed::show), screen);
            var nextRelease = database.node(EventSettings.with(GuestBook.NEXT_RELEASE))
                    .tenant(ExampleDatabase.ACME)
                    .events();
            GuestBook guestBook = new GuestBook(tenant, nextRelease, screen);
            boolean kept = new Tour(
                            database.holdfast(),
                            tenant,
                            neighbour,
                            database.pool(),
                            screen,
                            rotated,
                            streams,
                            guestBook,
                            records,
                            new Statistics(database, screen))
                    .show();
            screen.heading((kept ? "All as promised, in " : "NOT as promised, after ") + Screen.since(start) + ".");
            return kept ? 0 : NOT_AS_PROMISED;
        }
    }

    private static void importInto(GitHistory history, Import job, Screen screen) throws Exception {
        screen.heading("Import for the tenant");
        long start = System.nanoTime();
        job.run(history);
        screen.line(counted(job.commits(), "commit") + " by " + counted(job.authors(), "author") + " in "
                + Screen.since(start));
        history.cleaning().notes().forEach(screen::line);
    }

    static String counted(long count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }

    /** Before JDK 22 there is a console only where both ends are a terminal; since then it has to be asked. */
    private static boolean isTerminal() throws ReflectiveOperationException {
        Object console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    }
}
