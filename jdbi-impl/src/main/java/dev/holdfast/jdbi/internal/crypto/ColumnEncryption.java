package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.crypto.Encryption;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.EncryptionMode;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.internal.BlindHash;
import dev.holdfast.internal.CellInput;
import dev.holdfast.internal.EncryptedCell;
import dev.holdfast.internal.HashInput;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Protection;
import dev.holdfast.internal.ValueType;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import dev.holdfast.jdbi.internal.value.CellHeader;
import dev.holdfast.jdbi.internal.value.CellOpener;
import dev.holdfast.jdbi.internal.value.Protector;
import dev.holdfast.sql.JsonCodec;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** What encrypts and decrypts for the sessions of one Holdfast. Thread-safe. */
public final class ColumnEncryption {

    private static final String NO_TABLE = "42P01";

    private final Encryption encryption;
    private final KeyLoader keys;
    private final CellCodec cells;

    public ColumnEncryption(Encryption encryption, @Nullable JsonCodec json) {
        this.encryption = encryption;
        this.keys = new KeyLoader(encryption);
        this.cells = new CellCodec(encryption, new CellContent(json));
    }

    /** How it was set up. */
    public Encryption encryption() {
        return encryption;
    }

    KeyLoader keys() {
        return keys;
    }

    CellCodec cells() {
        return cells;
    }

    /**
     * The keys that a statement's parameters need; missing ones are made.
     *
     * @param tenant the session's; null for none
     */
    public StatementKeys forParameters(List<Parameter> parameters, @Nullable Object tenant, KeyAccess access) {
        String sessionTenant = tenant == null ? "" : tenant.toString();
        Set<Owner> owners = new HashSet<>();
        Set<Owner> make = new HashSet<>();
        for (Parameter parameter : parameters) {
            Protection protection = Protector.protection(parameter.type());
            if (protection == null) {
                continue;
            }
            Object value = parameter.value();
            if (value instanceof Object[] values) {
                for (Object each : values) {
                    collect(protection, each, sessionTenant, owners, make);
                }
            } else {
                collect(protection, value, sessionTenant, owners, make);
            }
        }
        return new StatementKeys(cells, sessionTenant, reached(() -> keys.active(owners, make, access)));
    }

    private void collect(
            Protection protection, @Nullable Object value, String sessionTenant, Set<Owner> owners, Set<Owner> make) {
        if (value instanceof CellInput input) {
            if (encryption.mode() == EncryptionMode.READ_ONLY) {
                throw new EncryptionException("A value for " + protection.table() + "." + protection.column()
                        + " is to be encrypted, and the mode is READ_ONLY");
            }
            Owner owner = Owner.ofData(orElse(input.tenant(), sessionTenant), input.subject());
            owners.add(owner);
            make.add(owner);
        } else if (value instanceof HashInput input) {
            Owner owner = Owner.ofIndex(orElse(input.tenant(), sessionTenant), protection.table(), protection.column());
            owners.add(owner);
            if (!input.search()) {
                make.add(owner);
            }
        } else if (value != null) {
            throw new EncryptionException("A value for " + protection.table() + "." + protection.column()
                    + " comes without the row it belongs to, and can't be encrypted for it: write it by insertInto(…) or"
                    + " update(…), or in a SqlObject by @Encrypted");
        }
    }

    static String orElse(@Nullable String tenant, String sessionTenant) {
        return tenant == null ? sessionTenant : tenant;
    }

    /** What decrypts cells whose key ids were noted while they were read. */
    public CellOpener opener(Collection<Long> keyIds, KeyAccess access) {
        Map<Long, OpenKey> found = reached(() -> keys.byIds(keyIds, access));
        return cell -> {
            Long id = CellHeader.keyId(cell.bytes());
            return cells.open(cell, id == null ? null : found.get(id));
        };
    }

    /** What was looked up; a refusal of PostgreSQL's comes as ours, without the values that JDBI's would show. */
    private static <R> R reached(Supplier<R> lookup) {
        try {
            return lookup.get();
        } catch (DatabaseException e) {
            throw explained(e);
        } catch (JdbiException e) { // of a handle that somebody else opened
            if (!(e.getCause() instanceof SQLException refusal)) {
                throw e;
            }
            throw explained(SqlErrors.translate(refusal, null));
        }
    }

    private static HoldfastException explained(DatabaseException refusal) {
        return NO_TABLE.equals(refusal.sqlState())
                ? new EncryptionException(
                        "The table of data keys, holdfast.data_keys, isn't there: include"
                                + " dev/holdfast/liquibase/changelog.xml in your changelog, and migrate",
                        refusal)
                : refusal;
    }

    /** The keys of one statement, to encrypt and hash what it binds. */
    public static final class StatementKeys implements Protector.ParameterProtector {

        private static final byte[] NOTHING = {};

        private final CellCodec cells;
        private final String sessionTenant;
        private final Map<Owner, OpenKey> active;
        private final @Nullable OpenKey tenantKey; // most values need this one

        StatementKeys(CellCodec cells, String sessionTenant, Map<Owner, OpenKey> active) {
            this.cells = cells;
            this.sessionTenant = sessionTenant;
            this.active = active;
            this.tenantKey = active.get(Owner.ofData(sessionTenant, ""));
        }

        @Override
        public byte[] protect(ValueType type, Object value) {
            Protection protection = Objects.requireNonNull(type.protection());
            if (protection instanceof EncryptedCell cell && value instanceof CellInput input) {
                String tenant = orElse(input.tenant(), sessionTenant);
                OpenKey key = input.subject().isEmpty() && tenant.equals(sessionTenant)
                        ? tenantKey
                        : active.get(Owner.ofData(tenant, input.subject()));
                return cells.seal(cell, Objects.requireNonNull(key), input, tenant);
            }
            if (protection instanceof BlindHash hash && value instanceof HashInput input) {
                String tenant = orElse(input.tenant(), sessionTenant);
                OpenKey key = active.get(Owner.ofIndex(tenant, hash.table(), hash.column()));
                return key == null ? NOTHING : cells.hash(hash, key, input); // no key, so nothing is under one
            }
            throw new EncryptionException(
                    "A value for " + protection.table() + "." + protection.column() + " comes without its row");
        }
    }
}
