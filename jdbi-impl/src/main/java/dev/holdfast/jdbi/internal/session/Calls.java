package dev.holdfast.jdbi.internal.session;

import dev.holdfast.Work;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.internal.Required;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Calls what the user gave. */
final class Calls {

    private Calls() {}

    /** Runs work; checked exceptions come out as the cause of ours. */
    static <A, R extends @Nullable Object> R call(Work<? super A, R> work, A argument) {
        Work<? super A, R> given = Required.given("inTransaction", work);
        try {
            return given.run(argument);
        } catch (RuntimeException e) {
            throw e;
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HoldfastException("The work was interrupted", e);
        } catch (Exception e) {
            throw new HoldfastException("The work failed with " + e.getClass().getName(), e);
        }
    }
}
