package bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Many WebSocket clients in a process of their own: one thread that reads from all of them, so that they take little of the
 * cores that the server is measured on. Reads commands from standard input, answers each with one line:
 * {@code open N}, {@code lazy N} (they never read), {@code flood} (one that sends pings as fast as it can), {@code churn N}
 * (connect and disconnect, one after the other), {@code reset}, {@code stats}, {@code awaken} (the lazy ones read),
 * {@code close}.
 */
final class CrowdProcess {

    private static final int SMALL_BUFFER = 4_096;

    private final int port;
    private final Selector selector = Selector.open();
    private final List<CrowdMember> members = new ArrayList<>();
    private final List<CrowdMember> lazy = new ArrayList<>();
    private Receipts receipts = new Receipts();
    private CrowdMember flooder;

    private CrowdProcess(int port) throws IOException {
        this.port = port;
    }

    public static void main(String[] args) throws IOException {
        CrowdProcess crowd = new CrowdProcess(Integer.parseInt(args[0]));
        Thread reader = new Thread(crowd::readAll, "reader");
        reader.setDaemon(true);
        reader.start();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ");
            System.out.println(crowd.answer(words[0], words.length > 1 ? Integer.parseInt(words[1]) : 0));
        }
    }

    private String answer(String command, int number) throws IOException {
        switch (command) {
            case "open" -> {
                for (int i = 0; i < number; i++) {
                    join(new CrowdMember(port, 0));
                }
            }
            case "lazy" -> {
                for (int i = 0; i < number; i++) {
                    lazy.add(new CrowdMember(port, SMALL_BUFFER));
                }
            }
            case "flood" -> flooder = join(new CrowdMember(port, 0));
            case "churn" -> churn(number);
            case "awaken" -> {
                return awaken();
            }
            case "close" -> leave();
            case "reset" -> {
                synchronized (this) {
                    receipts = new Receipts();
                }
            }
            case "stats" -> {
                return stats();
            }
            default -> throw new IllegalArgumentException(command);
        }
        return "ok";
    }

    private CrowdMember join(CrowdMember member) throws IOException {
        member.channel.configureBlocking(false);
        synchronized (this) {
            members.add(member);
        }
        member.channel.register(selector, SelectionKey.OP_READ, member);
        selector.wakeup();
        return member;
    }

    private void leave() throws IOException {
        flooder = null;
        synchronized (this) {
            for (CrowdMember member : members) {
                member.channel.close();
            }
            members.clear();
        }
        for (CrowdMember member : lazy) {
            member.channel.close();
        }
        lazy.clear();
        selector.wakeup();
    }

    /** Every second one goes without a close frame and resets the connection. */
    private void churn(int number) throws IOException {
        for (int i = 0; i < number; i++) {
            try (SocketChannel channel = new CrowdMember(port, 0).channel) {
                if (i % 2 == 0) {
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                } else {
                    channel.write(java.nio.ByteBuffer.wrap(new byte[] {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0}));
                }
            }
        }
    }

    /** @return messages that had been waiting in the kernels for all of them, and the close code of the first */
    private String awaken() throws IOException {
        Receipts found = new Receipts();
        int code = 0;
        for (CrowdMember member : lazy) {
            while (member.read(found)) {
                // blocks until there is more, or the end
            }
            code = code == 0 ? member.closeCode : code;
        }
        return found.total() + " " + code;
    }

    private synchronized String stats() {
        Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        return String.format(Locale.ROOT, "%d %.1f %.1f %.1f %d %d %d", receipts.total(), receipts.percentile(50), receipts.percentile(99),
                receipts.maxMillis(), receipts.outOfOrder, receipts.pongs, cpu.toMillis());
    }

    private void readAll() {
        try {
            while (true) {
                CrowdMember sender = flooder;
                if (sender == null) {
                    selector.select();
                } else {
                    sender.flood();
                    selector.select(1);
                }
                synchronized (this) {
                    for (SelectionKey key : selector.selectedKeys()) {
                        if (key.isValid() && !((CrowdMember) key.attachment()).read(receipts)) {
                            key.channel().close();
                        }
                    }
                    selector.selectedKeys().clear();
                }
            }
        } catch (IOException e) {
            System.err.println("A client lost its connection: " + e);
            System.exit(1);
        }
    }
}
