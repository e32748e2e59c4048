package routes.embedded;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds {@code redis-server}: the bundled one, or on a platform without it one of version 7 or later on the PATH. */
final class RedisProgram {

    private static final String BUNDLED = "/redis-server-7.0.15-";
    private static final int OLDEST_MAJOR = 7;

    private final BinaryStore store;
    private final Platform platform;
    private final String searchPath;

    RedisProgram(BinaryStore store, Platform platform, String searchPath) {
        this.store = store;
        this.platform = platform;
        this.searchPath = searchPath;
    }

    /** @throws EmbeddedServerException when there is none, or it must not be executed where it was unpacked */
    Path find() throws IOException, EmbeddedServerException {
        URL bundled = RedisProgram.class.getResource(BUNDLED + platform);
        Path program = bundled != null ? unpacked(bundled) : onPath().orElseThrow(() -> new EmbeddedServerException(
                "This build of Hearthwatch brings no Redis for " + platform + ", and there is no redis-server " + OLDEST_MAJOR
                        + " or later on the PATH. Install one, or set REDIS_URL to a Redis server."));
        if (!Files.isExecutable(program)) {
            throw new EmbeddedServerException("The embedded Redis " + program + " cannot be executed. Put DATA_DIR on a "
                    + "file system that is not mounted noexec, or set REDIS_URL to a Redis server.");
        }
        return program;
    }

    private Path unpacked(URL bundled) throws IOException {
        return store.directory("redis", bundled, (content, directory) -> {
            Path program = directory.resolve("redis-server");
            Files.copy(content, program);
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }).resolve("redis-server");
    }

    private Optional<Path> onPath() throws IOException {
        for (Path program : Arrays.stream(searchPath.split(":")).map(folder -> Path.of(folder, "redis-server")).toList()) {
            if (Files.isExecutable(program) && majorVersion(program) >= OLDEST_MAJOR) {
                return Optional.of(program);
            }
        }
        return Optional.empty();
    }

    private static int majorVersion(Path program) throws IOException {
        Matcher version = Pattern.compile("v=(\\d+)\\.").matcher(new Tool(List.of(program.toString(), "--version")).answer());
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }
}
