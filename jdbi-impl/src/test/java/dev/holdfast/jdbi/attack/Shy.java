package dev.holdfast.jdbi.attack;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Proxies that won't be unwrapped, as some monitoring tools put between an application and the driver. */
public final class Shy {

    private static final List<Class<?>> HIDDEN = List.of(
            Connection.class, CallableStatement.class, PreparedStatement.class, Statement.class, ResultSet.class);

    private Shy() {}

    public static DataSource hiding(DataSource target) {
        return hide(DataSource.class, target);
    }

    private static <T> T hide(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                Shy.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("unwrap") || method.getName().equals("isWrapperFor")) {
                        throw new SQLException("this proxy doesn't unwrap");
                    }
                    return hidden(method, call(method, target, arguments));
                }));
    }

    private static @Nullable Object call(Method method, Object target, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static @Nullable Object hidden(Method method, @Nullable Object result) {
        for (Class<?> type : HIDDEN) {
            if (result != null && method.getReturnType() == type) {
                return hideAs(type, result);
            }
        }
        return result;
    }

    private static <T> T hideAs(Class<T> type, Object target) {
        return hide(type, type.cast(target));
    }
}
