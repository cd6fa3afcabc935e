package dev.holdfast.liquibase.crypto;

import dev.holdfast.liquibase.internal.TenantTableChange;
import java.util.Objects;
import java.util.function.Consumer;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/** A change that can add a blind index, by which an encrypted column is searched for equality. */
public abstract sealed class BlindIndexedChange extends TenantTableChange
        permits AddBlindIndexChange, AddEncryptedColumnChange {
    private @Nullable String blindIndexName;
    private @Nullable Integer blindIndexBits;
    private @Nullable Boolean unique;
    private @Nullable Boolean softDelete;

    BlindIndexedChange() {}

    @Override
    protected void check(Consumer<String> error) {
        if (blindIndexBits != null && (blindIndexBits < 1 || blindIndexBits > BlindIndex.LONGEST_BITS)) {
            error.accept("blindIndexBits is " + blindIndexBits + "; it can be 1 to " + BlindIndex.LONGEST_BITS);
        }
        if (live() && !uniquely()) {
            error.accept("softDelete is about values that are unique among live rows: it needs unique=\"true\"");
        }
    }

    final int bits() {
        return Objects.requireNonNullElse(blindIndexBits, BlindIndex.LONGEST_BITS);
    }

    final boolean uniquely() {
        return Boolean.TRUE.equals(unique);
    }

    /** Whether deleted rows' values can be taken again. */
    final boolean live() {
        return Boolean.TRUE.equals(softDelete);
    }

    @DatabaseChangeProperty(
            description = "The column of the blind index",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getBlindIndexName() {
        return blindIndexName;
    }

    public void setBlindIndexName(@Nullable String blindIndexName) {
        this.blindIndexName = blindIndexName;
    }

    @DatabaseChangeProperty(
            description = "Length of the blind index in bits, 1 to 256; 256 where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Integer getBlindIndexBits() {
        return blindIndexBits;
    }

    public void setBlindIndexBits(@Nullable Integer blindIndexBits) {
        this.blindIndexBits = blindIndexBits;
    }

    @DatabaseChangeProperty(
            description = "Whether the blind index is unique within a tenant; false where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getUnique() {
        return unique;
    }

    public void setUnique(@Nullable Boolean unique) {
        this.unique = unique;
    }

    @DatabaseChangeProperty(
            description = "Whether it is unique only among rows that aren't deleted; false where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getSoftDelete() {
        return softDelete;
    }

    public void setSoftDelete(@Nullable Boolean softDelete) {
        this.softDelete = softDelete;
    }
}
