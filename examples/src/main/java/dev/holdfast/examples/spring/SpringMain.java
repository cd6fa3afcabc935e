package dev.holdfast.examples.spring;

import static dev.holdfast.examples.shop.Customers.CUSTOMERS;
import static dev.holdfast.examples.shop.Orders.ORDERS;

import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.JdbiHoldfast;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** A shop on the web, for two tenants: each request's transaction is its tenant's, for JdbcClient as for the DSL. */
public final class SpringMain {

    private SpringMain() {}

    public static void main(String[] args) throws Exception {
        try (var database = Shop.open();
                var context = new AnnotationConfigApplicationContext()) {
            context.registerBean(DataSource.class, database::pool);
            context.register(ShopConfiguration.class);
            context.refresh();
            try (var web = Web.start(context.getBean(TenantFilter.class), context.getBean(ShopServlet.class))) {
                System.out.println("Acme: " + order(web, "ann-of-acme", "name=Ann&item=lamp&cents=1000"));
                System.out.println("Acme: " + order(web, "ann-of-acme", "name=Ann&item=desk&cents=9000"));
                System.out.println("Globex: " + order(web, "gus-of-globex", "name=Ann&item=chair&cents=500"));
                System.out.println("Acme: " + order(web, "ann-of-acme", "name=Bob&item=yacht&cents=900000"));
                System.out.println("Nobody: " + order(web, "nobody", "name=Eve&item=lamp&cents=1"));
            }
            var acme = context.getBean(JdbiHoldfast.class).tenant(ExampleDatabase.ACME);
            System.out.println("Acme has " + acme.from(CUSTOMERS).count() + " customers and "
                    + acme.from(ORDERS).count() + " orders");
        }
    }

    private static String order(Web web, String token, String form) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + web.port() + "/orders"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        return response.statusCode() == 401 ? "401" : response.statusCode() + ", " + response.body();
    }
}
