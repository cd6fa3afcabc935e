package dev.holdfast.examples.quickstart;

import static dev.holdfast.examples.quickstart.Authors.AUTHORS;
import static dev.holdfast.examples.quickstart.Commits.COMMITS;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.Decrypted.Clear;
import dev.holdfast.crypto.Decrypted.Shredded;
import dev.holdfast.crypto.KeyInfo;
import dev.holdfast.crypto.KeyState;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.jdbi.JdbiTenantScope;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Finds an author by an encrypted address, gives all messages a new key, and forgets an author. */
final class Secrets {

    private record Author(UUID id, String name, String email) {}

    // region:decrypted
    private record Known(String name, Decrypted<String> email) {}
    // endregion:decrypted

    private final JdbiTenantScope tenant;
    private final Screen screen;
    private final ProgressBar bar;
    private final NewestAuthor author;

    /** Works on the author of the newest commit. */
    Secrets(JdbiTenantScope tenant, Screen screen, ProgressBar bar) {
        this.tenant = tenant;
        this.screen = screen;
        this.bar = bar;
        this.author = NewestAuthor.of(tenant);
    }

    NewestAuthor author() {
        return author;
    }

    boolean found() {
        String asked = author.email().toUpperCase(Locale.ROOT);
        // region:find
        List<Author> found = tenant.from(AUTHORS)
                .where(AUTHORS.emailIndex.eq(asked))
                .mapTo(Author.class)
                .list();
        byte[] stored = tenant.withHandle(handle -> handle.select("select email from authors where id = ?", author.id())
                .mapTo(byte[].class)
                .one());
        // endregion:find
        Author first = found.get(0);
        screen.heading("5. Whose e-mail address is this?");
        screen.line(asked + " is that of " + first.name() + ", as " + first.email());
        screen.line("What PostgreSQL has of it: " + stored.length + " bytes, the first one "
                + String.format("%02x", stored[0]) + " for the format, then a key's number, then noise");
        screen.proof("Each address is encrypted by its author's own key. A blind index, which is a keyed hash, finds"
                + " equal ones. PostgreSQL, its backups and its logs never see an address.");
        return stored[0] == 1 && found.stream().anyMatch(each -> each.id().equals(author.id()));
    }

    boolean rotated() {
        long all = tenant.from(COMMITS).withDeleted().count();
        screen.heading("6. Every commit message gets a new key");
        // region:rotate
        KeyInfo fresh = tenant.keys().promote(); // what was encrypted before can be read on
        ReencryptionReport report = tenant.reencrypt(COMMITS)
                .inBatchesOf((int) Math.min(500, all / 5 + 1))
                .reportingTo(progress -> bar.show((int) progress.examined(), progress.rowsPerSecond()))
                .execute();
        // endregion:rotate
        KeyInfo old = tenant.keys().list().stream()
                .filter(key -> key.state() == KeyState.SUPERSEDED)
                .findFirst()
                .orElseThrow();
        long recorded = tenant.keys().uses(old.id());
        screen.line(QuickstartMain.counted(report.changed(), "message") + " written anew, left: " + report.left()
                + "; under the old key, in the log and the history: " + recorded);
        screen.proof(
                "A job goes through the table beside live writers, and takes deleted rows along. Stopped halfway, it"
                        + " is run again. The old key can be retired once no value is under it and no node knows it any more:"
                        + " what was recorded is, until retention drops it.");
        // Of each message there are the first version and the entry of this change; under the new key those of this
        // change, and the row.
        return report.changed() == all
                && report.left() == 0
                && recorded == 2 * all
                && tenant.keys().uses(fresh.id()) == 3 * all;
    }

    /** Goes on where {@link Deletions} ended: the author is deleted, and somebody else has taken the address. */
    boolean forgotten(AuthorStreams streams) {
        Known before = known();
        String joinedBefore = streams.joinedAs(author);
        // region:shred
        tenant.because("asked to be forgotten").keys().shredSubject(author.id());
        // endregion:shred
        Known after = known();
        long found = tenant.from(AUTHORS)
                .where(AUTHORS.emailIndex.eq(author.email()))
                .count();
        String joinedAfter = streams.joinedAs(author);
        screen.heading("17. The deleted author is forgotten");
        screen.line("Before: " + shown(before));
        screen.line("After:  " + shown(after));
        screen.line("In the author's first event, which is as it was written: " + joinedAfter + "; snapshots left: "
                + streams.snapshots(author));
        screen.line("Found by the address: " + QuickstartMain.counted(found, "author")
                + ", who took it meanwhile, with a key of their own");
        screen.proof(
                "The author's key is destroyed: what it encrypted reads as Shredded, wherever the ciphertext went, in"
                        + " events that never change as well. The name was never encrypted, and stays.");
        return before.email() instanceof Clear<String>
                && after.email() instanceof Shredded<String>
                && found >= 1
                && joinedBefore.equals(author.email())
                && joinedAfter.equals(AuthorEvent.FORGOTTEN)
                && streams.snapshots(author) == 0;
    }

    private Known known() {
        // region:known
        return tenant.from(AUTHORS)
                .withDeleted()
                .where(AUTHORS.id.eq(author.id()))
                .mapTo(Known.class)
                .one();
        // endregion:known
    }

    private static String shown(Known author) {
        Decrypted<String> email = author.email();
        return author.name() + ", "
                + (email instanceof Clear<String> clear
                        ? clear.value()
                        : email.getClass().getSimpleName());
    }
}
