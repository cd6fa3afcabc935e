package dev.holdfast.examples.outbox;

import dev.holdfast.examples.events.ParcelEvent.Delivered;
import dev.holdfast.jdbi.KafkaPublisher;
import dev.holdfast.outbox.HttpPublisher;
import dev.holdfast.outbox.Message;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.outbox.OutboxPublisher;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishers to what is elsewhere, which no example runs. */
final class Publishers {

    private Publishers() {}

    static Outbox kafka() {
        // region:kafka
        var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "broker:9092", "delivery.timeout.ms", 20_000, "request.timeout.ms", 10_000),
                new StringSerializer(),
                new ByteArraySerializer());
        Outbox deliveries = Outbox.named("deliveries", KafkaPublisher.of(producer))
                .on(Delivered.class, event -> Message.to("deliveries")
                        .header("event-version", String.valueOf(event.version()))
                        .json("{\"door\": \"" + event.data().door() + "\"}"))
                .partitions(4)
                .timeout(Duration.ofSeconds(30)) // longer than the producer tries
                .build();
        // endregion:kafka
        return deliveries;
    }

    static OutboxPublisher http(String token) {
        // region:http
        OutboxPublisher hooks = HttpPublisher.to(
                        HttpClient.newHttpClient(), URI.create("https://hooks.example.org/v1/"))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(5));
        // endregion:http
        return hooks;
    }
}
