package dev.holdfast.examples.spring;

// region:filter
import dev.holdfast.TenantScope;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.spring.CurrentSession;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;

/** Opens a scope for each request: of the tenant that the caller's token belongs to, never of one that the caller names. */
final class TenantFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient JdbiHoldfast holdfast;
    private final transient CurrentSession current;

    TenantFilter(JdbiHoldfast holdfast, CurrentSession current) {
        this.holdfast = holdfast;
        this.current = current;
    }

    @Override
    @SuppressWarnings("try") // what is open is asked for by nobody here
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Caller caller = Caller.of(request.getHeader("Authorization"));
        if (caller == null) {
            response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
            return;
        }
        TenantScope scope = holdfast.tenant(caller.tenant())
                .actor(caller.user())
                .requestId(UUID.randomUUID().toString())
                .metadata("via", "web");
        try (var open = current.open(scope)) {
            chain.doFilter(request, response);
        }
    }
}
// endregion:filter
