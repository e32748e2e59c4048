package routes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import routes.config.InvalidSettingsException;
import routes.config.LoggingSetup;
import routes.config.Settings;

/** The command line. Exit codes: 0 stopped in order, 1 failed, 2 bad configuration. */
@Command(name = "hearthwatch", versionProvider = Hearthwatch.Version.class, sortOptions = false,
        description = "Home security intelligence as Apache Camel routes: pictures dropped into CAMERA_ROOT become events with a risk score.",
        footer = {"", "Every setting is an environment variable or a line of application.properties in the working directory;",
                "docs/configuration.md describes them, --print-config shows what is in force."})
public final class Hearthwatch implements Callable<Integer> {

    private static final int BAD_CONFIGURATION = 2;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this text.")
    private boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version.")
    private boolean version;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings file instead of ./application.properties.")
    private Path config;

    @Option(names = "--print-config", description = "Show every setting in force and where it comes from, secrets masked.")
    private boolean printConfig;

    @Option(names = "--check", description = "Check configuration, routes and connections, tell every fault, start nothing.")
    private boolean check;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Hearthwatch()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Settings settings;
        List<String> faults = new ArrayList<>();
        try {
            settings = Settings.load(System.getenv(), Optional.ofNullable(config).or(Settings::workingDirectoryFile));
        } catch (InvalidSettingsException e) {
            e.faults().forEach(fault -> faults.add(fault.toString()));
            settings = e.rest();
        }
        if (check) {
            LoggingSetup.apply(settings);
            faults.addAll(new Check(settings).faults());
        }
        if (!faults.isEmpty()) {
            return refused(faults);
        }
        if (check) {
            System.out.println("configuration, routes and connections are in order");
            return 0;
        }
        if (printConfig) {
            settings.describe().forEach(row -> System.out.printf("%-44s %-40s # %s%n", row.name(), row.value(), row.source()));
            return 0;
        }
        LoggingSetup.apply(settings);
        return new Application(settings).run();
    }

    private static int refused(List<String> faults) {
        System.err.println("Hearthwatch does not start: " + faults.size() + (faults.size() == 1 ? " fault" : " faults"));
        faults.forEach(fault -> System.err.println("  - " + fault));
        return BAD_CONFIGURATION;
    }

    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() throws IOException {
            return new String[] {"hearthwatch " + read()};
        }

        static String read() throws IOException {
            try (InputStream text = Hearthwatch.class.getResourceAsStream("/version.txt")) {
                return new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
            }
        }
    }
}
