package routes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', nullValues = "-", value = {
        "postgresql://hsi:pw@db:5433/security;jdbc:postgresql://db:5433/security;hsi;pw",
        "postgres://hsi@db/security;jdbc:postgresql://db/security;hsi;-",
        "postgresql+asyncpg://hsi:pw@db/security?ssl=require;jdbc:postgresql://db/security?sslmode=require;hsi;pw",
        "POSTGRESQL://db/security;jdbc:postgresql://db/security;-;-",
        "postgresql://u:p%40s%2Fs%3A%25+x@db/security;jdbc:postgresql://db/security;u;p@s/s:%+x",
        "postgresql://u:a:b@db/security;jdbc:postgresql://db/security;u;a:b",
        "postgresql://u:a@b@db/security;jdbc:postgresql://db/security;u;a@b",
        "postgresql://u:p@[2001:db8::1]:5432/security;jdbc:postgresql://[2001:db8::1]:5432/security;u;p",
        "postgresql://u:p@a:5432,b:5433/security;jdbc:postgresql://a:5432,b:5433/security;u;p",
        "jdbc:postgresql://db/security?user=u&password=p%26q&ssl=true;jdbc:postgresql://db/security?ssl=true;u;p&q",
        "jdbc:postgresql://u:p@db_1/security?user=x;jdbc:postgresql://db_1/security;u;p",
        "postgresql://db/my%20db?application_name=hw&connect_timeout=5;jdbc:postgresql://db/my%20db?ApplicationName=hw&connectTimeout=5;-;-",
    })
    void reads_the_forms_that_existing_systems_use(String given, String jdbcUrl, String user, String password) {
        DatabaseUrl url = DatabaseUrl.parse(given);
        assertThat(url).isEqualTo(new DatabaseUrl(jdbcUrl, Optional.ofNullable(user), Optional.ofNullable(password)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "mysql://u:hunter2@db/x", "postgresql://u:hunter2@db", "postgresql://u:hunter2@db/", "postgresql://u:hunter2@/x",
        "postgresql://u:hunter2@db:port/x", "postgresql://u:hunter2@db:0/x", "postgresql://u:hunter2@db:99999/x", "postgresql://u:hunter2@[::1/x",
        "postgresql://u:hunter2%@db/x", "postgresql://u:hunter2%zz@db/x", "postgresql://u:hunter2/x@db/x", "postgresql://u:hunter2@db/x#y", "hunter2",
    })
    void refuses_anything_else_without_repeating_it(String given) {
        assertThatIllegalArgumentException().isThrownBy(() -> DatabaseUrl.parse(given)).withNoCause()
                .withMessageStartingWith("must").satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @Test
    void shows_no_password() {
        assertThat(DatabaseUrl.parse("postgresql://hsi:hunter2@db/x?sslpassword=hunter2"))
                .hasToString("DatabaseUrl[jdbc:postgresql://db/x?sslpassword=***, user=hsi, password=***]");
    }
}
