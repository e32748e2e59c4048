package routes.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A service that does not keep to HTTP: as soon as a client has connected, it says what its script says, for as long as the client listens.
 */
public final class RawService implements AutoCloseable {

    private final ServerSocket server;
    private final Script script;
    private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();

    /** What is written to a client, who is cut off after it; it ends with an {@link IOException} when the client has gone. */
    @FunctionalInterface
    public interface Script {
        void say(InputStream in, OutputStream out) throws IOException;
    }

    public RawService(Script script) throws IOException {
        this.script = script;
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(this::accept, "raw-service");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** Says this text again and again. */
    public static Script endlessly(String first, String again) {
        return (in, out) -> {
            out.write(ascii(first));
            while (true) {
                out.write(ascii(again));
            }
        };
    }

    /** Says this text and listens until the client goes, or the service is closed. */
    public static Script once(String text) {
        return (in, out) -> {
            out.write(ascii(text));
            out.flush();
            in.transferTo(OutputStream.nullOutputStream());
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                clients.add(client);
                client.setTcpNoDelay(true);
                Thread speaker = new Thread(() -> speak(client), "raw-service-speaker");
                speaker.setDaemon(true);
                speaker.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void speak(Socket client) {
        try (client) {
            client.getInputStream().read();
            script.say(client.getInputStream(), client.getOutputStream());
        } catch (IOException gone) {
            // the client has cut the connection, which is what the test waits for, or the test is over
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/";
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket client : clients) {
            client.close();
        }
    }
}
