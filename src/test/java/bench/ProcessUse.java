package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What processes take, as Linux accounts it. */
final class ProcessUse {

    /** Of {@code utime} and {@code stime}; 100 a second on every Linux that runs Java. */
    private static final double TICK_MILLIS = 10;

    private ProcessUse() {
    }

    /** Resident memory of one process in MiB, pages shared with others included. */
    static double residentMiB(ProcessHandle process) throws IOException {
        return field(process, "status", "VmRSS:") / 1024;
    }

    /** The most it ever was, in MiB. */
    static double peakMiB(ProcessHandle process) throws IOException {
        return field(process, "status", "VmHWM:") / 1024;
    }

    /** Resident memory of several processes in MiB; a page that n of them share counts one nth for each. */
    static double proportionalMiB(List<ProcessHandle> processes) throws IOException {
        double sum = 0;
        for (ProcessHandle process : processes) {
            sum += field(process, "smaps_rollup", "Pss:") / 1024;
        }
        return sum;
    }

    static double threads(ProcessHandle process) throws IOException {
        return field(process, "status", "Threads:");
    }

    /** Since the start of each. */
    static double cpuMillis(List<ProcessHandle> processes) throws IOException {
        double sum = 0;
        for (ProcessHandle process : processes) {
            String stat = Files.readString(file(process, "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            sum += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MILLIS;
        }
        return sum;
    }

    private static double field(ProcessHandle process, String file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(file(process, file))) {
            return lines.filter(line -> line.startsWith(name)).mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")))
                    .findFirst().orElseThrow(() -> new IOException("no " + name + " of process " + process.pid()));
        }
    }

    private static Path file(ProcessHandle process, String name) {
        return Path.of("/proc", Long.toString(process.pid()), name);
    }
}
