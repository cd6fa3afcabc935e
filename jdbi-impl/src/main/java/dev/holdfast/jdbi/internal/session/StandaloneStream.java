package dev.holdfast.jdbi.internal.session;

import dev.holdfast.TransactionOptions;
import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import dev.holdfast.jdbi.internal.value.Protector;
import dev.holdfast.query.SelectQuery;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A scope's result that outlives the call, with a connection and a read-only transaction of its own until it is closed. */
final class StandaloneStream {

    private StandaloneStream() {}

    static <T extends @Nullable Object> Stream<T> open(Origin origin, SelectQuery<T> query) {
        Engine engine = origin.engine();
        SessionSettings settings = origin.settings();
        SqlText text = SessionSettings.single(query.texts(settings.audience()));
        settings.check(text, false);
        try {
            Lease lease = engine.connections().lease();
            OwnTransaction owned = new OwnTransaction(lease.connection());
            try {
                owned.begin();
                Preamble preamble = Preamble.of(
                        settings.values(), TransactionOptions.defaults().asReadOnly());
                engine.statements().run(lease.connection(), preamble, preamble.text());
                Protector protector = engine.parts()
                        .protector(new TransactionSql(settings, lease::handle, Transactions.besideSql(origin)));
                return Streams.<T>over(
                                engine.statements(),
                                lease.connection(),
                                settings,
                                text,
                                query,
                                () -> protector,
                                () -> {},
                                observation -> {})
                        .onClose(() -> endAlone(lease, owned));
            } catch (SQLException | RuntimeException e) {
                owned.rollback(e);
                lease.close();
                throw e;
            }
        } catch (SQLException e) {
            throw SqlErrors.translate(e, text.sql());
        }
    }

    private static void endAlone(Lease lease, OwnTransaction owned) {
        try (lease) {
            owned.rollback();
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
    }
}
