package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

    @TempDir
    static Path temp;

    private DataDirectory directory;
    private EmbeddedPostgres postgres;

    @BeforeEach
    void open() throws EmbeddedServerException {
        directory = DataDirectory.open(temp.resolve("data"));
        postgres = new EmbeddedPostgres(directory);
    }

    @AfterEach
    void close() throws EmbeddedServerException {
        postgres.close();
        directory.close();
    }

    @Test
    void commits_are_durable_and_text_does_not_depend_on_the_system() throws Exception {
        EmbeddedDatabase database = postgres.start();
        assertThat(Clients.query(database, "show fsync")).isEqualTo("on");
        assertThat(Clients.query(database, "show synchronous_commit")).isEqualTo("on");
        assertThat(Clients.query(database, "show data_checksums")).isEqualTo("on");
        assertThat(Clients.query(database, "select upper('tür')")).isEqualTo("TÜR");
        assertThat(Clients.query(database, "show unix_socket_directories")).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("postgres.password"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_stale_pid_file_that_names_a_foreign_process_harms_neither() throws Exception {
        postgres.start();
        Path pidFile = directory.resolve("postgres/postmaster.pid");
        String content = Files.readString(pidFile);
        postgres.close();
        Process foreign = new ProcessBuilder("cat").start();
        try {
            for (String rest : List.of("", content.substring(content.indexOf('\n')))) {
                Files.writeString(pidFile, foreign.pid() + rest);
                assertThat(Clients.query(postgres.start(), "select 1")).isEqualTo("1");
                postgres.close();
                assertThat(foreign.isAlive()).isTrue();
            }
        } finally {
            foreign.destroyForcibly();
        }
    }

    @Test
    void a_kill_while_the_cluster_is_made_leaves_a_directory_that_is_made_again() throws Exception {
        try (DataDirectory other = DataDirectory.open(temp.resolve("other"));
                EmbeddedPostgres fresh = new EmbeddedPostgres(other)) {
            Files.createDirectories(other.resolve("postgres.new123/base"));
            Files.writeString(other.resolve("postgres.new123/PG_VERSION"), "17");
            assertThat(Clients.query(fresh.start(), "select 1")).isEqualTo("1");
            assertThat(other.root()).isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("postgres.new"));
        }
    }

    @Test
    void data_of_another_major_version_is_refused_untouched() throws Exception {
        postgres.start();
        postgres.close();
        Path versionFile = directory.resolve("postgres/PG_VERSION");
        String version = Files.readString(versionFile);
        Files.writeString(versionFile, "14\n");
        assertThatThrownBy(postgres::start).isInstanceOf(EmbeddedServerException.class)
                .hasMessageContaining("was written by PostgreSQL 14, this Hearthwatch brings " + version.strip())
                .hasMessageContaining("DATABASE_URL");
        Files.writeString(versionFile, version);
        postgres.start();
    }

    @Test
    void a_server_that_does_not_come_up_shows_its_own_words_and_is_not_left_running() throws Exception {
        postgres.start();
        postgres.close();
        Path configuration = directory.resolve("postgres/postgresql.conf");
        String content = Files.readString(configuration);
        Files.writeString(configuration, content + "\nno_such_setting = 1\n");
        assertThatThrownBy(postgres::start).isInstanceOf(EmbeddedServerException.class)
                .hasMessageContaining("unrecognized configuration parameter \"no_such_setting\"")
                .hasMessageContaining("log/postgres.log");
        assertThat(directory.resolve("postgres/postmaster.pid")).doesNotExist();
        Files.writeString(configuration, content);
        postgres.start();
    }

    @Test
    void a_missing_password_file_is_named() throws Exception {
        postgres.start();
        postgres.close();
        Path password = directory.resolve("postgres.password");
        Path aside = directory.resolve("aside");
        Files.move(password, aside);
        assertThatThrownBy(postgres::start).hasMessageContaining("postgres.password is missing");
        Files.move(aside, password);
        postgres.start();
    }

    @Test
    void a_path_that_a_shell_would_expand_is_refused() throws Exception {
        try (DataDirectory odd = DataDirectory.open(temp.resolve("a$HOME"))) {
            assertThatThrownBy(new EmbeddedPostgres(odd)::start).hasMessageContaining("DATA_DIR");
        }
    }
}
