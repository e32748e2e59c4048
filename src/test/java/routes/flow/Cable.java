package routes.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP connection to a server on this machine that a test can cut: every connection breaks, new ones are refused until it is mended. */
final class Cable implements AutoCloseable {

    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private ServerSocket server;
    private int port;

    Cable(int target) throws IOException {
        this.target = target;
        mend();
    }

    int port() {
        return port;
    }

    void mend() throws IOException {
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        port = server.getLocalPort();
        ServerSocket accepting = server;
        daemon(() -> accept(accepting));
    }

    void cut() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    private void accept(ServerSocket accepting) {
        try {
            while (true) {
                Socket client = accepting.accept();
                Socket real = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(real);
                if (accepting.isClosed()) {
                    client.close();
                    real.close();
                }
                daemon(() -> pump(client, real));
                daemon(() -> pump(real, client));
            }
        } catch (IOException e) {
            if (!accepting.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void pump(Socket from, Socket to) {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            open.remove(from); // both ends are closed now, which is all there is to do
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "cable");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        cut();
    }
}
