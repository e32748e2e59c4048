package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServersIT {

    @TempDir
    static Path temp;
    private static Path dataDir;

    private final EmbeddedServers servers = new EmbeddedServers(dataDir, true, true);

    @BeforeAll
    static void choose_a_path_that_needs_quoting() {
        dataDir = temp.resolve("it's Ann's data");
    }

    @BeforeEach
    void store_something() throws Exception {
        EmbeddedServers.Endpoints endpoints = servers.start();
        Clients.execute(database(endpoints), "create table if not exists kept (v text)");
        Clients.execute(database(endpoints), "truncate kept; insert into kept values ('row')");
        Clients.set(url(endpoints), "kept", "value");
    }

    @AfterEach
    void stop() throws EmbeddedServerException {
        servers.close();
    }

    @Test
    void data_survives_a_stop_and_nothing_stays_running() throws Exception {
        List<ProcessHandle> running = processes();
        servers.close();
        await().untilAsserted(() -> assertThat(running).hasSize(2).noneMatch(ProcessHandle::isAlive));
        assertThat(dataDir.resolve("postgres/postmaster.pid")).doesNotExist();
        assertThat(dataDir.resolve("redis/redis.pid")).doesNotExist();
        assertDataIsIn(servers.start());
    }

    @Test
    void data_survives_kill_9_of_both_servers() throws Exception {
        List<ProcessHandle> running = processes();
        running.forEach(ProcessHandle::destroyForcibly);
        await().untilAsserted(() -> assertThat(running).noneMatch(ProcessHandle::isAlive));
        servers.close();
        assertDataIsIn(servers.start());
    }

    @Test
    void a_signal_to_the_process_group_does_not_reach_the_servers_and_the_next_start_replaces_them() throws Exception {
        servers.close();
        try (OtherHearthwatch other = OtherHearthwatch.startedIn(dataDir)) {
            List<ProcessHandle> orphans = processes();
            for (ProcessHandle server : orphans) {
                assertThat(output("ps", "-o", "sid=", "-p", Long.toString(server.pid())))
                        .as("session of %s", server.info()).isNotEqualTo(Long.toString(other.pid()));
            }
            Clients.set(url(other.endpoints()), "by the other", "value");
            other.signalGroup("TERM");
            assertDataIsIn(other.endpoints());

            EmbeddedServers.Endpoints endpoints = servers.start();
            await().untilAsserted(() -> assertThat(orphans).hasSize(2).noneMatch(ProcessHandle::isAlive));
            assertDataIsIn(endpoints);
            assertThat(Clients.get(url(endpoints), "by the other")).isEqualTo("value");
        }
    }

    @Test
    void a_second_process_is_refused_and_harms_nobody() throws Exception {
        servers.close();
        try (OtherHearthwatch other = OtherHearthwatch.startedIn(dataDir)) {
            assertThatThrownBy(servers::start).isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining("in use by another running Hearthwatch (process " + other.pid() + ")")
                    .hasMessageContaining("DATA_DIR");
            assertDataIsIn(other.endpoints());
        }
        assertDataIsIn(servers.start());
    }

    @Test
    void starting_and_closing_again_changes_nothing() throws Exception {
        assertThat(servers.start()).isEqualTo(servers.start());
        servers.close();
        servers.close();
    }

    @Test
    void wrong_passwords_are_refused() throws Exception {
        EmbeddedServers.Endpoints endpoints = servers.start();
        EmbeddedDatabase right = database(endpoints);
        EmbeddedDatabase wrong = new EmbeddedDatabase(right.jdbcUrl(), right.user(), "guess");
        assertThatThrownBy(() -> Clients.query(wrong, "select 1")).hasMessageContaining("password authentication failed");
        assertThatThrownBy(() -> Clients.get(url(endpoints).replaceFirst(":[^:@]*@", ":guess@"), "kept"))
                .hasStackTraceContaining("WRONGPASS");
        assertThat(endpoints.toString()).doesNotContain(right.password()).contains("***");
    }

    @Test
    void no_directory_is_made_when_no_server_is_wanted() throws Exception {
        Path unused = temp.resolve("unused");
        try (EmbeddedServers none = new EmbeddedServers(unused, false, false)) {
            assertThat(none.start().database()).isEmpty();
        }
        assertThat(unused).doesNotExist();
    }

    private static void assertDataIsIn(EmbeddedServers.Endpoints endpoints) throws Exception {
        assertThat(Clients.query(database(endpoints), "select v from kept")).isEqualTo("row");
        assertThat(Clients.get(url(endpoints), "kept")).isEqualTo("value");
    }

    private static List<ProcessHandle> processes() throws IOException {
        return List.of(process("postgres/postmaster.pid"), process("redis/redis.pid"));
    }

    private static ProcessHandle process(String pidFile) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readAllLines(dataDir.resolve(pidFile)).get(0).strip())).orElseThrow();
    }

    private static String output(String... command) throws IOException {
        return new String(new ProcessBuilder(command).start().getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static EmbeddedDatabase database(EmbeddedServers.Endpoints endpoints) {
        return endpoints.database().orElseThrow();
    }

    private static String url(EmbeddedServers.Endpoints endpoints) {
        return endpoints.redisUrl().orElseThrow();
    }
}
