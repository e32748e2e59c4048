package bench.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** How busy processes outside of the benchmark keep the machine from the moment this is made. Knows Linux only, elsewhere it sees none. */
final class OtherProcesses {

    private static final Path STAT = Path.of("/proc/stat");
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    /** Jiffies of user, nice, system, idle, iowait, irq, softirq and steal; what follows is part of user. */
    private static final int FIELDS = 8;
    private static final double MILLIS_PER_JIFFY = 10;

    private final Servers servers;
    private final long[] before;
    private final Duration ownBefore;

    OtherProcesses(Servers servers) throws IOException {
        this.servers = servers;
        before = jiffies();
        ownBefore = own();
    }

    /** @return share of all processors, 0..1 */
    double share() throws IOException {
        long[] now = jiffies();
        if (now.length == 0) {
            return 0;
        }
        double total = 0;
        double busy = 0;
        for (int i = 0; i < FIELDS; i++) {
            double millis = (now[i] - before[i]) * MILLIS_PER_JIFFY;
            total += millis;
            busy += i == IDLE || i == IO_WAIT ? 0 : millis;
        }
        return Math.max(0, (busy - own().minus(ownBefore).toMillis()) / total);
    }

    /** This process, its children and both servers. */
    private Duration own() {
        ProcessHandle self = ProcessHandle.current();
        return self.descendants().map(OtherProcesses::cpu).reduce(cpu(self), Duration::plus).plus(servers.cpu());
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static long[] jiffies() throws IOException {
        if (!Files.exists(STAT)) {
            return new long[0];
        }
        String all = Files.readAllLines(STAT).get(0);
        return Arrays.stream(all.split("\\s+")).skip(1).limit(FIELDS).mapToLong(Long::parseLong).toArray();
    }
}
