package routes.broadcast;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** A WebSocket connection by hand: for what a well-behaved client cannot do. */
final class RawSocket implements AutoCloseable {

    final String head;
    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    /** @param headers further lines of the upgrade request; a {@code Host} replaces the usual one */
    RawSocket(int port, String path, String... headers) throws IOException {
        // small, so that a client that does not read is soon noticed; smaller than a segment would stall the kernels when it reads again
        socket.setReceiveBufferSize(131_072);
        socket.setSoTimeout(15_000);
        socket.connect(new java.net.InetSocketAddress("127.0.0.1", port));
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        String host = Stream.of(headers).anyMatch(header -> header.startsWith("Host:")) ? "" : "Host: 127.0.0.1\r\n";
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n" + host + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        out.write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("\r\n\r\n")) {
            answer.append((char) in.readUnsignedByte());
        }
        head = answer.toString();
    }

    /** Of the answer to the upgrade: 101 when it was accepted. */
    int status() {
        return Integer.parseInt(head.substring(9, 12));
    }

    /** Sends bytes as they are. */
    void send(int... bytes) throws IOException {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        out.write(raw);
    }

    /** Sends a masked frame of less than 126 bytes; the mask is zero. */
    void sendFrame(int firstByte, byte... payload) throws IOException {
        byte[] frame = new byte[6 + payload.length];
        frame[0] = (byte) firstByte;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        out.write(frame);
    }

    /** Ends its own direction: what a client does that died in an orderly way. */
    void shutDownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** The text of the next frame; empty for a close frame. */
    String readText() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        byte[] payload = in.readNBytes(length());
        return opcode == 8 ? "" : new String(payload, StandardCharsets.UTF_8);
    }

    /** Reads frames until the close frame. */
    int readCloseCode() throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0f;
            byte[] payload = in.readNBytes(length());
            if (opcode == 8) {
                return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
            }
        }
    }

    /** Waits until the server has closed the connection, which is all that may still come. */
    boolean isClosedByServer() throws IOException {
        return in.read() < 0;
    }

    private int length() throws IOException {
        int length = in.readUnsignedByte();
        return length == 126 ? in.readUnsignedShort() : length;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
