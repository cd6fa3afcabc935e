package dev.holdfast.examples.quickstart;

import static dev.holdfast.examples.quickstart.Authors.AUTHORS;
import static dev.holdfast.examples.quickstart.Commits.COMMITS;

import dev.holdfast.TenantScope;
import java.util.UUID;

/** Who wrote the newest commit. */
record NewestAuthor(UUID id, String name, String email) {

    static NewestAuthor of(TenantScope tenant) {
        return tenant.from(AUTHORS)
                .where(AUTHORS.id.eq(tenant.from(COMMITS)
                        .orderBy(COMMITS.committedAt.desc(), COMMITS.sha.desc())
                        .limit(1)
                        .values(COMMITS.authorId)
                        .one()))
                .mapTo(NewestAuthor.class)
                .one();
    }
}
