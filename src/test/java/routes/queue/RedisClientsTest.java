package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.redisson.api.RedissonClient;
import org.redisson.config.SingleServerConfig;

class RedisClientsTest {

    @Test
    void reads_user_password_and_database_from_the_url() {
        SingleServerConfig server = server("rediss://ann:p%40ss+w@db.example:7000/3");
        assertThat(server.getAddress()).isEqualTo("rediss://db.example:7000");
        assertThat(server.getUsername()).isEqualTo("ann");
        assertThat(server.getPassword()).isEqualTo("p@ss+w");
        assertThat(server.getDatabase()).isEqualTo(3);
    }

    @Test
    void needs_no_more_than_a_host() {
        SingleServerConfig server = server("redis://localhost");
        assertThat(server.getAddress()).isEqualTo("redis://localhost:6379");
        assertThat(server.getPassword()).isNull();
        assertThat(server.getDatabase()).isZero();
        assertThat(server("redis://:secret@[::1]:1/").getPassword()).isEqualTo("secret");
    }

    @Test
    void refuses_other_urls_without_showing_the_password() {
        for (String url : new String[] {"http://u:secret@h", "redis://u:secret@h/x", "redis://u:sec ret@h", "redis:secret", "secret"}) {
            assertThatThrownBy(() -> RedisClients.create(url, 16)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("REDIS_URL").hasMessageNotContaining("secret").hasNoCause();
        }
    }

    private static SingleServerConfig server(String url) {
        RedissonClient client = RedisClients.create(url, 16);
        try {
            return client.getConfig().useSingleServer();
        } finally {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }
}
