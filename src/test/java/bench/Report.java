package bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The results of one benchmark, as a Markdown table on the console and as JSON in {@code target/bench}. */
final class Report {

    private static final Path FOLDER = Path.of("target", "bench");

    private Report() {
    }

    static void write(Benchmark benchmark, List<Figure> figures) throws IOException {
        System.out.printf("%n| %s | | target | |%n|---|---:|---|---|%n", benchmark.name());
        figures.forEach(figure -> System.out.printf(Locale.ROOT, "| %s | %s %s | %s | %s |%n", figure.name(), rounded(figure.value()), figure.unit(),
                figure.target(), figure.target().isEmpty() ? "" : figure.met() ? "met" : "MISSED"));
        JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        ObjectNode json = mapper.createObjectNode();
        json.put("benchmark", benchmark.name());
        json.put("description", benchmark.description());
        json.put("at", Instant.now().toString());
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        json.put("machine", system.getName() + " " + system.getArch() + ", " + system.getAvailableProcessors() + " cores, Java " + Runtime.version());
        json.put("load_average", system.getSystemLoadAverage());
        json.set("figures", mapper.valueToTree(figures));
        Files.createDirectories(FOLDER);
        mapper.writeValue(FOLDER.resolve(benchmark.name() + ".json").toFile(), json);
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
    }
}
