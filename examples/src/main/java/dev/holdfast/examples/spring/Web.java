package dev.holdfast.examples.spring;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** A servlet container with one filter and one servlet. Spring Boot would start it by itself. */
final class Web implements AutoCloseable {

    // Held, since java.util.logging keeps loggers only weakly.
    private static final Logger LOGGER = Logger.getLogger("org.apache");

    private final Tomcat tomcat;
    private final Path folder;

    private Web(Tomcat tomcat, Path folder) {
        this.tomcat = tomcat;
        this.folder = folder;
    }

    static Web start(Filter filter, HttpServlet servlet) throws IOException, LifecycleException {
        LOGGER.setLevel(Level.WARNING);
        Path folder = Files.createTempDirectory("holdfast-web");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        Context context = tomcat.addContext("", folder.toString());
        FilterDef definition = new FilterDef();
        definition.setFilterName("tenant");
        definition.setFilter(filter);
        context.addFilterDef(definition);
        FilterMap map = new FilterMap();
        map.setFilterName("tenant");
        map.addURLPattern("/*");
        context.addFilterMap(map);
        Tomcat.addServlet(context, "orders", servlet);
        context.addServletMappingDecoded("/orders", "orders");
        tomcat.getConnector();
        tomcat.start();
        return new Web(tomcat, folder);
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() throws IOException, LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
