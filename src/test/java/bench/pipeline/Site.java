package bench.pipeline;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import routes.embedded.EmbeddedDatabase;

/** Everything around what is measured: servers, stub services, pictures. */
final class Site implements AutoCloseable {

    private static final Path FOLDER = Path.of("target", "bench", "pipeline").toAbsolutePath();
    private static final Pattern PORT = Pattern.compile("listening on (\\d+)\\.");

    final Servers servers;
    final Pictures pictures = new Pictures(FOLDER.resolve("pictures"));
    final Path cameras = FOLDER.resolve("cameras");
    private final Child services;
    private final String servicesUrl;

    Site() throws Exception {
        this(Servers.FOLDER);
    }

    /** @param serversFolder data of PostgreSQL and Redis */
    Site(Path serversFolder) throws Exception {
        servers = new Servers(serversFolder);
        Path home = Files.createDirectories(FOLDER.resolve("services"));
        String classPath = String.join(File.pathSeparator, Subject.absoluteClassPath());
        services = Child.start("services", home, Map.of(), List.of("-Xmx128m", "-XX:+UseSerialGC", "-cp", classPath, StubServices.class.getName()));
        services.awaitOutput("listening on ");
        Matcher port = PORT.matcher(Files.readString(home.resolve("services.log")));
        if (!port.find()) {
            throw new IllegalStateException("no port of the stub services");
        }
        servicesUrl = "http://127.0.0.1:" + port.group(1);
    }

    /** @param cameraCount folders that are there when it starts */
    Subject product(int cameraCount, Map<String, String> settings) throws Exception {
        return product(cameraCount, settings, servers.fresh());
    }

    Subject product(int cameraCount, Map<String, String> settings, EmbeddedDatabase database) throws Exception {
        makeCameras(cameraCount);
        return Subject.product(servers, database, servicesUrl, Subject.emptyHome(FOLDER.resolve("product")), cameras, settings);
    }

    Subject loop(int cameraCount) throws Exception {
        makeCameras(cameraCount);
        return Subject.loop(servers, servicesUrl, Subject.emptyHome(FOLDER.resolve("loop")), cameras);
    }

    Round run(Subject subject, Round.Plan plan) throws Exception {
        return Round.run(subject, servers, pictures, cameras, plan);
    }

    private void makeCameras(int count) throws IOException {
        Subject.emptyHome(cameras);
        for (int i = 0; i < count; i++) {
            Files.createDirectory(cameras.resolve("camera_" + i));
        }
    }

    @Override
    public void close() throws Exception {
        services.close();
        servers.close();
    }
}
