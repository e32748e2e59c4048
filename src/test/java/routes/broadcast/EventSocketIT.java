package routes.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the WebSocket component gives a route. */
class EventSocketIT extends BroadcastSetup {

    @Test
    void nothing_that_a_client_sends_becomes_a_header() throws Exception {
        List<Object> headers = new ArrayList<>();
        settings.routeFiles = "classpath:none/*.yaml";
        settings.routes = new RouteBuilder() {
            @Override
            public void configure() {
                from("vertx-websocket:/ws/probe?fireWebSocketConnectionEvents=true")
                        .process(exchange -> headers.addAll(exchange.getMessage().getHeaders().keySet()));
            }
        };
        app = new BroadcastApp(servers, settings);
        SocketClient client = app.connect("/ws/probe?CamelVertxWebsocket.sendToAll=true&CamelFileName=x", "CamelBeanMethodName", "close");
        client.send("{}");
        Awaitility.await().until(() -> headers.size() == 6);
        assertThat(headers).containsOnly("CamelVertxWebsocket.event", "CamelVertxWebsocket.connectionKey", "CamelVertxWebsocket.remoteAddress");
    }

    @Test
    void handles_the_messages_of_a_client_in_order_and_off_the_event_loop() throws Exception {
        List<String> seen = new ArrayList<>();
        List<String> threads = new ArrayList<>();
        settings.routeFiles = "classpath:none/*.yaml";
        settings.routes = new RouteBuilder() {
            @Override
            public void configure() {
                from("vertx-websocket:/ws/probe?fireWebSocketConnectionEvents=true").process(exchange -> {
                    synchronized (seen) {
                        seen.add(exchange.getMessage().getHeader("CamelVertxWebsocket.event") + ":"
                                + (exchange.getMessage().getBody() instanceof String text ? text : ""));
                        threads.add(Thread.currentThread().getName());
                    }
                });
            }
        };
        app = new BroadcastApp(servers, settings);
        List<String> expected = new ArrayList<>(List.of("OPEN:"));
        SocketClient client = app.connect("/ws/probe");
        for (int i = 0; i < 5000; i++) {
            client.send("m" + i);
            expected.add("MESSAGE:m" + i);
        }
        client.webSocket.sendClose(1000, "").get(5, TimeUnit.SECONDS);
        expected.add("CLOSE:");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            synchronized (seen) {
                return seen.size() >= expected.size();
            }
        });
        assertThat(seen).containsExactlyElementsOf(expected);
        assertThat(threads).noneMatch(name -> name.contains("eventloop"));
    }

    @Test
    void says_that_it_restarts() throws Exception {
        start();
        SocketClient client = app.connect("/ws/events");
        client.next("connected");
        SocketClient system = app.connect("/ws/system");
        system.next("connected");
        app.close();
        app = null;
        assertThat(client.closeCode()).isEqualTo(1012);
        assertThat(system.closeCode()).isEqualTo(1012);
    }
}
