package dev.holdfast.examples.quickstart;

import dev.holdfast.examples.quickstart.GitCommit.Author;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/**
 * Makes storable what git lets through: NUL characters, names that are too long, times out of all calendars. It counts
 * what it changed. Bytes that aren't text in the commit's encoding have been replaced by JGit already.
 */
final class Cleaning {

    private static final int MAX_NAME = 200;
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private int nulsRemoved;
    private int namesShortened;
    private int timesMoved;

    GitCommit clean(RevCommit commit) {
        String message = withoutNul(commit.getFullMessage());
        return new GitCommit(
                commit.name(),
                author(commit.getAuthorIdent()),
                time(commit),
                message.lines().findFirst().orElse(""),
                message,
                Arrays.stream(commit.getParents()).map(AnyObjectId::name).toList());
    }

    private Author author(@Nullable PersonIdent ident) {
        if (ident == null) {
            return new Author("(unreadable)", "");
        }
        String name = name(ident.getName());
        return new Author(name.isEmpty() ? "(nameless)" : name, name(ident.getEmailAddress()));
    }

    private String name(@Nullable String raw) {
        String name = withoutNul(raw == null ? "" : raw).strip();
        if (name.codePointCount(0, name.length()) <= MAX_NAME) {
            return name;
        }
        namesShortened++;
        return name.substring(0, name.offsetByCodePoints(0, MAX_NAME));
    }

    private Instant time(RevCommit commit) {
        PersonIdent committer = commit.getCommitterIdent();
        Instant time = committer == null ? Instant.ofEpochSecond(commit.getCommitTime()) : committer.getWhenAsInstant();
        if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
            return time;
        }
        timesMoved++;
        return time.isBefore(EARLIEST) ? EARLIEST : LATEST;
    }

    private String withoutNul(String text) {
        if (text.indexOf('\0') < 0) {
            return text;
        }
        nulsRemoved++;
        return text.replace("\0", "");
    }

    /** One line for each kind of change that was made. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        note(notes, nulsRemoved, "NUL characters removed, which PostgreSQL's text can't hold");
        note(notes, namesShortened, "a name or e-mail address cut to " + MAX_NAME + " characters");
        note(notes, timesMoved, "a time outside the years 1 to 9999, moved to the nearest");
        return notes;
    }

    private static void note(List<String> notes, int count, String what) {
        if (count > 0) {
            notes.add("note, " + count + " times: " + what);
        }
    }
}
