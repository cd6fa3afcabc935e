package dev.holdfast.examples.quickstart;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** The commits that a repository's HEAD leads to; where HEAD leads nowhere, those of all its branches and tags. */
final class GitHistory implements AutoCloseable {

    /** The repository can't be read; the message is for people. */
    static final class UnreadableException extends Exception {

        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    private final Repository repository;
    private final List<ObjectId> tips;
    private final Cleaning cleaning = new Cleaning();

    private GitHistory(Repository repository, List<ObjectId> tips) {
        this.repository = repository;
        this.tips = tips;
    }

    /** Opens the repository that a path is, or the nearest one above it where {@code upward}. */
    static GitHistory open(Path path, boolean upward) throws UnreadableException {
        File directory = path.toAbsolutePath().normalize().toFile();
        if (!directory.isDirectory()) {
            throw new UnreadableException(directory + (Files.exists(path) ? " is no directory" : " doesn't exist"));
        }
        FileRepositoryBuilder builder = new FileRepositoryBuilder();
        if (upward) {
            builder.findGitDir(directory);
        } else {
            builder.addCeilingDirectory(directory.getParentFile()).findGitDir(directory);
        }
        if (builder.getGitDir() == null) {
            throw new UnreadableException(directory + " is no git repository" + (upward ? ", nor lies in one" : ""));
        }
        try {
            return opened(builder.setMustExist(true).build());
        } catch (IOException e) {
            throw new UnreadableException(directory + " can't be read as a git repository: " + e.getMessage());
        }
    }

    private static GitHistory opened(Repository repository) throws IOException, UnreadableException {
        List<ObjectId> tips = new ArrayList<>();
        try (RevWalk walk = new RevWalk(repository)) {
            ObjectId head = repository.resolve(Constants.HEAD);
            if (head != null) {
                tips.add(head);
            } else {
                for (Ref ref : repository.getRefDatabase().getRefs()) {
                    RevObject target = walk.peel(walk.parseAny(ref.getObjectId()));
                    if (target instanceof RevCommit) {
                        tips.add(target.getId());
                    }
                }
            }
        } catch (IOException e) {
            repository.close();
            throw e;
        }
        if (tips.isEmpty()) {
            repository.close();
            throw new UnreadableException(repository.getDirectory() + " is an empty repository: it has no commit yet");
        }
        return new GitHistory(repository, tips);
    }

    /** Where the repository lies. */
    Path directory() {
        File where = repository.isBare() ? repository.getDirectory() : repository.getWorkTree();
        return where.toPath();
    }

    /** What had to be changed in commits read so far, so that PostgreSQL can hold them. */
    Cleaning cleaning() {
        return cleaning;
    }

    /** Counts the commits, without reading more of them than their parents. */
    int count() throws UnreadableException {
        int[] count = new int[1];
        walk(false, (walk, commit) -> count[0]++);
        return count[0];
    }

    /** Reads the commits, newest first, one by one. */
    void forEach(Consumer<GitCommit> use) throws UnreadableException {
        walk(true, (walk, commit) -> use.accept(cleaning.clean(commit)));
    }

    /** Reads the commits once more, oldest first. All are known before the first one is read, and no message is kept. */
    void forEachOldestFirst(Consumer<GitCommit> use) throws UnreadableException {
        walk(false, (walk, commit) -> {
            walk.parseBody(commit);
            use.accept(cleaning.clean(commit));
        });
    }

    private interface Visitor {
        void visit(RevWalk walk, RevCommit commit) throws IOException;
    }

    private void walk(boolean newestFirst, Visitor visitor) throws UnreadableException {
        try (RevWalk walk = new RevWalk(repository)) {
            walk.setRetainBody(newestFirst);
            walk.sort(RevSort.COMMIT_TIME_DESC);
            walk.sort(RevSort.REVERSE, !newestFirst);
            for (ObjectId tip : tips) {
                walk.markStart(walk.parseCommit(tip));
            }
            for (RevCommit commit : walk) {
                visitor.visit(walk, commit);
                commit.disposeBody();
            }
        } catch (MissingObjectException e) {
            throw new UnreadableException("The history of " + directory() + " is incomplete: " + e.getMessage());
        } catch (IOException e) {
            throw new UnreadableException("The history of " + directory() + " can't be read: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        repository.close();
    }
}
