package routes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import routes.config.Settings;

class PortsTest {

    @Test
    void every_port_that_is_taken_is_named_with_the_setting_to_change() throws Exception {
        try (ServerSocket api = taken(); ServerSocket management = taken()) {
            Map<String, String> ports = Map.of("API_PORT", "" + api.getLocalPort(), "MANAGEMENT_PORT", "" + management.getLocalPort());
            assertThatThrownBy(() -> Ports.requireFree(settings(ports))).isInstanceOf(StartException.class)
                    .hasMessageContaining("port " + api.getLocalPort() + " of 127.0.0.1 cannot be opened")
                    .hasMessageContaining("change API_PORT")
                    .hasMessageContaining("port " + management.getLocalPort() + " of 127.0.0.1 cannot be opened")
                    .hasMessageContaining("change MANAGEMENT_PORT");
        }
    }

    @Test
    void an_instance_without_api_needs_the_management_port_only() throws Exception {
        try (ServerSocket api = taken(); ServerSocket free = taken()) {
            free.close();
            Ports.requireFree(settings(Map.of("API_PORT", "" + api.getLocalPort(), "MANAGEMENT_PORT", "" + free.getLocalPort(), "ROLES", "detect",
                    "DATABASE_URL", "postgresql://db/x", "REDIS_URL", "redis://r")));
        }
    }

    @Test
    void an_address_that_is_not_of_this_machine_is_a_fault_too() {
        assertThatThrownBy(() -> Ports.requireFree(settings(Map.of("MANAGEMENT_HOST", "no-such-host.invalid"))))
                .isInstanceOf(StartException.class).hasMessageContaining("no-such-host.invalid").hasMessageContaining("MANAGEMENT_HOST");
    }

    private static ServerSocket taken() throws Exception {
        return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    }

    private static Settings settings(Map<String, String> environment) {
        return Settings.load(new HashMap<>(environment), Optional.empty());
    }
}
