package bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** One WebSocket client that does as little as possible: it cuts frames out of the stream and notes when they came. */
final class CrowdMember {

    private static final byte[] UPGRADE = ("GET /ws/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    /** How PostgreSQL writes a message of {@link OutboxLoad}, and what follows its sequence. */
    private static final String START = "{\"data\": {\"t\": ";
    private static final int END = ", \"timestamp\": \"2026-01-09T12:00:00.123Z\", \"requires_ack\": false}".length();
    private static final byte[] PING = {(byte) 0x81, (byte) 0x84, 0, 0, 0, 0, 'p', 'i', 'n', 'g'};

    final SocketChannel channel;
    private final ByteBuffer received = ByteBuffer.allocateDirect(32_768);
    private final ByteBuffer pings;
    private long lastSequence;
    int closeCode;

    /** @param receiveBuffer bytes the kernel may hold for this client; 0 = its default */
    CrowdMember(int port, int receiveBuffer) throws IOException {
        channel = SocketChannel.open();
        if (receiveBuffer > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
        }
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(new InetSocketAddress("127.0.0.1", port));
        channel.write(ByteBuffer.wrap(UPGRADE));
        ByteBuffer one = ByteBuffer.allocate(1);
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            if (channel.read(one.clear()) < 0) {
                throw new IOException("Refused: " + head);
            }
            head.append((char) one.get(0));
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("Refused: " + head);
        }
        pings = ByteBuffer.allocate(PING.length * 100);
        for (int i = 0; i < 100; i++) {
            pings.put(PING);
        }
        pings.flip();
    }

    /** Reads what is there. @return false when the connection has ended */
    boolean read(Receipts receipts) throws IOException {
        int length = channel.read(received);
        if (length <= 0) {
            return length == 0;
        }
        Instant now = Instant.now();
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        received.flip();
        while (frame(receipts, micros)) {
            // the next one
        }
        received.compact();
        return closeCode == 0;
    }

    /** Sends as many pings as the socket takes now. */
    void flood() throws IOException {
        while (channel.write(pings) > 0) {
            if (!pings.hasRemaining()) {
                pings.rewind();
            }
        }
    }

    private boolean frame(Receipts receipts, long now) {
        int start = received.position();
        if (received.remaining() < 2) {
            return false;
        }
        int opcode = received.get(start) & 0x0f;
        int length = received.get(start + 1) & 0x7f;
        int head = 2;
        if (length == 126) {
            if (received.remaining() < 4) {
                return false;
            }
            length = received.getShort(start + 2) & 0xffff;
            head = 4;
        }
        if (received.remaining() < head + length) {
            return false;
        }
        if (opcode == 8) {
            closeCode = length < 2 ? 1005 : received.getShort(start + head) & 0xffff;
        } else if (length > END + START.length() && received.get(start + head + 2) == 'd' && received.get(start + head + 11) == 't') {
            message(start + head, length, now, receipts);
        } else if (length > 9 && received.get(start + head + 10) == 'o') {
            receipts.pongs++;
        }
        received.position(start + head + length);
        return true;
    }

    private void message(int start, int length, long now, Receipts receipts) {
        long sent = 0;
        for (int i = start + START.length(); received.get(i) >= '0'; i++) {
            sent = sent * 10 + received.get(i) - '0';
        }
        long sequence = 0;
        long power = 1;
        for (int i = start + length - END - 1; received.get(i) >= '0'; i--) {
            sequence += (received.get(i) - '0') * power;
            power *= 10;
        }
        if (lastSequence > 0 && sequence != lastSequence + 1) {
            receipts.outOfOrder++;
        }
        lastSequence = sequence;
        receipts.add(now - sent);
    }
}
