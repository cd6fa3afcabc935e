package dev.holdfast.jdbi.isolation;

import static dev.holdfast.jdbi.isolation.Studio.BILLS;
import static dev.holdfast.jdbi.isolation.Studio.BRUSHES;
import static dev.holdfast.jdbi.isolation.Studio.FRAMES;
import static dev.holdfast.jdbi.isolation.Studio.LABELS;
import static dev.holdfast.jdbi.isolation.Studio.LOANS;
import static dev.holdfast.jdbi.isolation.Studio.NOTES;
import static dev.holdfast.jdbi.isolation.Studio.PAINTERS;
import static dev.holdfast.jdbi.isolation.Studio.PAINTINGS;
import static dev.holdfast.jdbi.isolation.Studio.SHADES;
import static dev.holdfast.jdbi.isolation.Studio.SKETCHES;
import static dev.holdfast.jdbi.isolation.Studio.STICKERS;
import static dev.holdfast.jdbi.isolation.Studio.STYLES;

import dev.holdfast.TenantScope;
import dev.holdfast.testkit.Seeders;
import java.util.UUID;

final class StudioSeeders {

    static final Seeders SEEDERS = Seeders.of()
            .table(STYLES, StudioSeeders::style)
            .table(BRUSHES, StudioSeeders::brush)
            .table(SHADES, StudioSeeders::shade)
            .table(PAINTERS, StudioSeeders::painter)
            .table(PAINTINGS, StudioSeeders::painting)
            .table(SKETCHES, StudioSeeders::sketch)
            .table(LOANS, StudioSeeders::loan)
            .table(LABELS, StudioSeeders::label)
            .table(FRAMES, StudioSeeders::frame)
            .table(BILLS, StudioSeeders::bill)
            .table(STICKERS, StudioSeeders::sticker)
            .table(NOTES, StudioSeeders::note);

    private StudioSeeders() {}

    static String name() {
        return UUID.randomUUID().toString().substring(0, 18);
    }

    static String style(TenantScope scope) {
        String code = name();
        scope.insertInto(STYLES, row -> row.set(STYLES.code, code).set(STYLES.name, code))
                .execute();
        return code;
    }

    static UUID brush(TenantScope scope) {
        UUID id = UUID.randomUUID();
        String style = style(scope);
        scope.insertInto(BRUSHES, row -> row.set(BRUSHES.id, id).set(BRUSHES.style, style))
                .execute();
        return id;
    }

    static UUID shade(TenantScope scope) {
        UUID id = UUID.randomUUID();
        String style = style(scope);
        scope.insertInto(SHADES, row -> row.set(SHADES.id, id).set(SHADES.style, style))
                .execute();
        return id;
    }

    static UUID painter(TenantScope scope) {
        UUID id = UUID.randomUUID();
        scope.insertInto(PAINTERS, row -> row.set(PAINTERS.id, id).set(PAINTERS.email, name() + "@studio.test"))
                .execute();
        return id;
    }

    static UUID painting(TenantScope scope) {
        UUID id = UUID.randomUUID();
        UUID painter = painter(scope);
        scope.insertInto(PAINTINGS, row -> row.set(PAINTINGS.id, id)
                        .set(PAINTINGS.painterId, painter)
                        .set(PAINTINGS.title, name()))
                .execute();
        return id;
    }

    static UUID sketch(TenantScope scope) {
        UUID id = UUID.randomUUID();
        UUID painting = painting(scope);
        scope.insertInto(SKETCHES, row -> row.set(SKETCHES.id, id).set(SKETCHES.paintingId, painting))
                .execute();
        return id;
    }

    static UUID loan(TenantScope scope) {
        UUID id = UUID.randomUUID();
        UUID painting = painting(scope);
        scope.insertInto(LOANS, row -> row.set(LOANS.id, id).set(LOANS.paintingId, painting))
                .execute();
        return id;
    }

    static UUID label(TenantScope scope) {
        UUID id = UUID.randomUUID();
        UUID painting = painting(scope);
        scope.insertInto(LABELS, row -> row.set(LABELS.id, id)
                        .set(LABELS.paintingId, painting)
                        .set(LABELS.text, name()))
                .execute();
        return id;
    }

    static UUID frame(TenantScope scope) {
        UUID id = UUID.randomUUID();
        UUID painting = painting(scope);
        scope.insertInto(FRAMES, row -> row.set(FRAMES.id, id)
                        .set(FRAMES.paintingId, painting)
                        .set(FRAMES.number, name()))
                .execute();
        return id;
    }

    static UUID bill(TenantScope scope) {
        UUID id = UUID.randomUUID();
        UUID frame = frame(scope);
        scope.insertInto(
                        BILLS,
                        row -> row.set(BILLS.id, id).set(BILLS.frameId, frame).set(BILLS.cents, 100L))
                .execute();
        return id;
    }

    static UUID sticker(TenantScope scope) {
        UUID id = UUID.randomUUID();
        UUID painting = painting(scope);
        scope.insertInto(STICKERS, row -> row.set(STICKERS.id, id).set(STICKERS.paintingId, painting))
                .execute();
        return id;
    }

    static UUID note(TenantScope scope) {
        UUID id = UUID.randomUUID();
        UUID painter = painter(scope);
        scope.insertInto(NOTES, row -> row.set(NOTES.id, id).set(NOTES.painterId, painter))
                .execute();
        return id;
    }
}
