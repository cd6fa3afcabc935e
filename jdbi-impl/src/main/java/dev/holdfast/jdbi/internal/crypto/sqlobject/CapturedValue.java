package dev.holdfast.jdbi.internal.crypto.sqlobject;

import dev.holdfast.crypto.EncryptionException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Learns what an argument sends, by letting it bind to a statement that only takes notes. */
final class CapturedValue implements InvocationHandler {

    private @Nullable Object value;

    private CapturedValue() {}

    static @Nullable Object of(Argument argument, StatementContext context) {
        CapturedValue captured = new CapturedValue();
        PreparedStatement notes = (PreparedStatement) Proxy.newProxyInstance(
                CapturedValue.class.getClassLoader(), new Class<?>[] {PreparedStatement.class}, captured);
        try {
            argument.apply(1, notes, context);
        } catch (SQLException e) {
            throw new EncryptionException("What holds a row's key, subject or tenant can't be bound", e);
        }
        return captured.value;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args) {
        if (args != null && args.length >= 2 && method.getName().startsWith("set") && args[0] instanceof Integer) {
            value = method.getName().equals("setNull") ? null : args[1];
            return null;
        }
        throw new EncryptionException(
                "What holds a row's key, subject or tenant is bound in a way that isn't followed (" + method.getName()
                        + "): bind it as a UUID, number or text");
    }
}
