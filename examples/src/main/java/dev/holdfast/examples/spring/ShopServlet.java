package dev.holdfast.examples.spring;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Where a controller would be. */
final class ShopServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Checkout checkout;

    ShopServlet(Checkout checkout) {
        this.checkout = checkout;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            long orders = checkout.order(
                    request.getParameter("name"),
                    request.getParameter("item"),
                    Integer.parseInt(request.getParameter("cents")));
            response.getWriter().print("orders: " + orders);
        } catch (IllegalArgumentException e) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            response.getWriter().print(e.getMessage());
        }
    }
}
