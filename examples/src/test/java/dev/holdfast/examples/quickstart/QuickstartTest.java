package dev.holdfast.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {

    private static final String ANN = "Ann <ann@example.org> 1700000000 +0000";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private int run(Path repository) throws Exception {
        return QuickstartMain.run(
                repository.toString(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private void refusedWith(String message) {
        assertThat(output()).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .contains(message);
    }

    @Test
    void aPathThatIsNoRepositoryGetsOneLineAndCode2() throws Exception {
        assertThat(run(folder)).isEqualTo(2);
        refusedWith("is no git repository");
    }

    @Test
    void aPathThatIsNotThereGetsOneLineAndCode2() throws Exception {
        assertThat(run(folder.resolve("none"))).isEqualTo(2);
        refusedWith("doesn't exist");
    }

    @Test
    void aFileGetsOneLineAndCode2() throws Exception {
        assertThat(run(Files.writeString(folder.resolve("file"), "x"))).isEqualTo(2);
        refusedWith("is no directory");
    }

    @Test
    void aBrokenRepositoryGetsOneLineAndCode2() throws Exception {
        Files.writeString(folder.resolve(".git"), "gitdir: nowhere");
        assertThat(run(folder)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    }

    @Test
    void anEmptyRepositoryGetsOneLineAndCode2() throws Exception {
        Git.init().setDirectory(folder.toFile()).call().close();
        assertThat(run(folder)).isEqualTo(2);
        refusedWith("empty repository");
    }

    @Test
    void oddCommitsOfABareRepositoryAreStored() throws Exception {
        try (Git git = Git.init().setBare(true).setDirectory(folder.toFile()).call()) {
            Repository repository = git.getRepository();
            ObjectId root = commit(repository, List.of(), ANN, ANN, "Begin\n\nwith a body");
            ObjectId noMail = commit(repository, List.of(root), "Bob <> 1700000001 +0000", ANN, "No e-mail");
            ObjectId noName =
                    commit(repository, List.of(noMail), " <x@y> 1700000002 +0000", ANN, "No name\0, and a NUL");
            ObjectId broken = commit(repository, List.of(noName), "no brackets at all", ANN, "");
            ObjectId future = commit(repository, List.of(broken), ANN, "Ann <a@b> 999999999999999 +0000", "Future");
            ObjectId past = commit(repository, List.of(future), ANN, "Ann <a@b> -5000000000 +0000", "Past");
            ObjectId huge = commit(repository, List.of(past), ANN, ANN, "Huge " + "x".repeat(3_000_000));
            ObjectId side = commit(repository, List.of(root), "N".repeat(5000) + " <n@n> 1 +0000", ANN, "Side");
            point(repository, commit(repository, List.of(huge, side), ANN, ANN, "Merge \u00e9\ud83d\ude00"));
        }
        assertThat(run(folder)).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(output())
                .contains("9 commits", "NUL characters", "cut to 200 characters", "years 1 to 9999", "All as promised")
                .contains("Restored: 1 author and", "Still deleted: ", "Not restored: author ", "at any time: 1 author")
                .contains("ANN@EXAMPLE.ORG is that of Ann, as ann@example.org", "the first one 01")
                .contains(
                        "9 messages written anew, left: 0; under the old key, in the log and the history: 18",
                        "After:  Ann, Shredded")
                .contains("14 events in 5 streams", "by the neighbour: 0", "in between: [Thanked[by=Ada]]")
                .contains("Cy says thank you, too. From a snapshot and the 1 event behind it: AuthorState[name=Ann")
                .contains("120 events committed, 30 rolled back", ": 120; skipped: 0, out of order: 0")
                .contains("Read 20 more from there, and nothing is left", "earlier time: refused, OTHER_EVENT")
                .contains("author-thanked v1, {\"by\": \"guest 1\"}", "[by=guest 1, how=in writing]")
                .contains("Read: 120, and told apart:", "guest-book/1, event 41: {\"by\": [\"not\",")
                .contains("guest-book/3  40 events, ARCHIVED", "archived one: 40; from all but the archived: 81")
                .contains("as it was written: (forgotten); snapshots left: 0")
                .contains(
                        "by quickstart (imported twice)",
                        "soft delete, until now",
                        "     9  as of then, with 5 authors")
                .contains("Not taken back: subject is Mended by Bob and not Mended by Ann")
                .contains("Bob's taken back, then Ann's: Writen by hand")
                .contains(
                        "Dora was thanked, and the query sees it: 1; seen by the neighbour: 0",
                        "author/Dora waits at version 2: java.lang.IllegalStateException: thanked by nobody",
                        "Gus was thanked meanwhile: 1",
                        "unparked: Dora was thanked 3 times",
                        "is the one that is read. ");
    }

    @Test
    void aLongHistoryGoesInBatchesAndTheDoctorMayAdvise() throws Exception {
        int commits = 1_100;
        try (Git git = Git.init().setDirectory(folder.toFile()).call()) {
            ObjectId tip = commit(git.getRepository(), List.of(), ANN, ANN, "Begin");
            for (int i = 1; i < commits; i++) {
                tip = commit(git.getRepository(), List.of(tip), ANN, ANN, "Commit " + i);
            }
            point(git.getRepository(), tip);
        }
        assertThat(run(folder)).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(output()).contains("1,101 events in 1 stream", "SNAPSHOTS_DUE", "All as promised");
    }

    @Test
    void aShallowCloneIsImportedAsFarAsItGoes() throws Exception {
        Path origin = Files.createDirectory(folder.resolve("origin"));
        history(origin, 5);
        Path clone = folder.resolve("clone");
        Git.cloneRepository()
                .setURI(origin.toUri().toString())
                .setDirectory(clone.toFile())
                .setDepth(2)
                .call()
                .close();
        assertThat(run(clone)).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(output()).contains("2 commits");
    }

    @Test
    void invalidUtf8IsReadAllTheSame() throws Exception {
        try (Git git = Git.init().setDirectory(folder.toFile()).call()) {
            byte[] latin1 = ("tree " + emptyTree(git.getRepository()).name() + "\nauthor " + ANN + "\ncommitter " + ANN
                            + "\nencoding no-such-encoding\n\nM\u00fcller\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            point(git.getRepository(), insert(git.getRepository(), latin1));
        }
        assertThat(run(folder)).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(output()).contains("M\u00fcller");
    }

    private static void history(Path directory, int commits) throws GitAPIException {
        try (Git git = Git.init().setDirectory(directory.toFile()).call()) {
            for (int i = 0; i < commits; i++) {
                git.commit()
                        .setAllowEmpty(true)
                        .setSign(false)
                        .setAuthor("Ann", "ann@example.org")
                        .setCommitter("Ann", "ann@example.org")
                        .setMessage("Commit " + i)
                        .call();
            }
        }
    }

    private static ObjectId emptyTree(Repository repository) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId tree = inserter.insert(new TreeFormatter());
            inserter.flush();
            return tree;
        }
    }

    /** A commit as it stands, whatever git's own commands would say. */
    private static ObjectId commit(
            Repository repository, List<ObjectId> parents, String author, String committer, String message)
            throws IOException {
        StringBuilder text = new StringBuilder("tree " + emptyTree(repository).name() + "\n");
        parents.forEach(parent -> text.append("parent ").append(parent.name()).append('\n'));
        text.append("author ")
                .append(author)
                .append("\ncommitter ")
                .append(committer)
                .append("\n\n");
        return insert(repository, text.append(message).toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectId insert(Repository repository, byte[] commit) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId id = inserter.insert(Constants.OBJ_COMMIT, commit);
            inserter.flush();
            return id;
        }
    }

    private static void point(Repository repository, ObjectId commit) throws IOException {
        String branch = repository.exactRef(Constants.HEAD).getTarget().getName();
        RefUpdate update = repository.updateRef(branch);
        update.setNewObjectId(commit);
        assertThat(update.forceUpdate()).isIn(RefUpdate.Result.NEW, RefUpdate.Result.FORCED);
    }
}
