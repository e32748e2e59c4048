package routes.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import routes.embedded.FreePort;
import routes.testing.NoDelaySockets;

/** A remote service on a real port: answers by its script, then always the same. It can go down and come back on its port. */
final class ScriptedService implements AutoCloseable {

    private final Queue<MockResponse> script = new ConcurrentLinkedQueue<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile Function<RecordedRequest, MockResponse> usual;
    private MockWebServer server;
    private final int port;

    /** @param nanoTime when it arrived, by {@link System#nanoTime} */
    record Call(RecordedRequest request, long nanoTime) {

        String header(String name) {
            return request.getHeaders().get(name);
        }

        String body() {
            return request.getBody().utf8();
        }
    }

    ScriptedService(MockResponse usual) {
        always(usual);
        port = freePort();
        up();
    }

    static MockResponse json(String body) {
        return json(200, body).build();
    }

    static MockResponse.Builder json(int status, String body) {
        return new MockResponse.Builder().code(status).setHeader("Content-Type", "application/json").body(body);
    }

    /** These first, in this order. */
    void next(MockResponse... answers) {
        script.addAll(List.of(answers));
    }

    void always(MockResponse answer) {
        usual = request -> answer;
    }

    /** The answer follows from the request. */
    void answerBy(Function<RecordedRequest, MockResponse> answer) {
        usual = answer;
    }

    void down() {
        server.close();
    }

    void up() {
        server = new MockWebServer();
        server.setServerSocketFactory(new NoDelaySockets());
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                calls.add(new Call(request, System.nanoTime()));
                MockResponse scripted = script.poll();
                return scripted == null ? usual.apply(request) : scripted;
            }
        });
        try {
            server.start(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not port 0: a server that binds that cannot be followed by another one on the same port at once. */
    private static int freePort() {
        try {
            return FreePort.find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    List<Call> calls() {
        return calls;
    }

    Call lastCall() {
        return calls.get(calls.size() - 1);
    }

    /** Forgets calls and script. */
    void reset(MockResponse answer) {
        script.clear();
        calls.clear();
        always(answer);
    }

    @Override
    public void close() {
        server.close();
    }
}
