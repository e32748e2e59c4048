package bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;

/** Remote control of a {@link CrowdProcess}. */
final class Crowd implements AutoCloseable {

    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    /**
     * What the clients have seen.
     *
     * @param outOfOrder messages whose sequence was not the one after the one before: lost, repeated or swapped
     * @param cpuMillis  CPU time of the clients since they started
     */
    record Seen(long messages, double p50, double p99, double max, long outOfOrder, long pongs, long cpuMillis) {
    }

    Crowd(int port) throws IOException {
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-XX:+UseSerialGC",
                "-cp", System.getProperty("java.class.path"), CrowdProcess.class.getName(), "" + port)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        commands = process.outputWriter();
        answers = process.inputReader();
    }

    String tell(String command) throws IOException {
        commands.write(command);
        commands.newLine();
        commands.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("The clients have ended");
        }
        return answer;
    }

    Seen seen() throws IOException {
        String[] words = tell("stats").split(" ");
        return new Seen(Long.parseLong(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2]), Double.parseDouble(words[3]),
                Long.parseLong(words[4]), Long.parseLong(words[5]), Long.parseLong(words[6]));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
