package routes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTypeTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "integer 1..10;+7;7", "integer -5..5;-5;-5", "number 0..1;0.90;0.9", "number 0..1;1.000;1",
        "seconds 0.1..60.0;1.5;1.5", "seconds 1..3600;60.0;60", "hours 1..72;72;72",
        "flag;YES;true", "flag;0;false", "choice path|redis;Redis;redis", "choice WARN=WARNING|INFO;warning;WARN", "text;a b;a b",
        "list;a, b,,a;a,b", "list watch|detect;DETECT,watch;detect,watch", "list;[\"a\", \"b\"];a,b",
        "url http|https;http://gpu-box:8090/x//;http://gpu-box:8090/x", "url http|https;https://[::1]:8443;https://[::1]:8443",
        "url redis|rediss;rediss://:p%40ss@cache:6380/2;rediss://:p%40ss@cache:6380/2",
        "database;postgres://u:p@db/hsi;jdbc:postgresql://db/hsi",
    })
    void accepts_and_writes_in_one_spelling(String type, String given, String written) {
        SettingType settingType = SettingMetadata.parse(type).type();
        assertThat(settingType.format(settingType.parse(given))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "integer 1..10;11;must be a whole number from 1 to 10", "integer 1..10;1.5;must be a whole number from 1 to 10",
        "integer 1..10;1e1;whole number", "integer 1..10;ten;whole number", "integer 1..10;99999999999999999999999;whole number",
        "number 0..1;-0.1;must be a number from 0 to 1", "number 0..1;NaN;must be a number", "number 0..1;0,5;must be a number",
        "seconds 1..3600;1.5;must be a whole number of seconds from 1 to 3600", "seconds 1..3600;60s;whole number of seconds",
        "seconds 0.1..60.0;0.01;must be a number of seconds from 0.1 to 60",
        "flag;maybe;must be true or false", "choice path|redis;disk;must be one of path, redis",
        "list;,;at least one element", "list watch|detect;watch,dtect;list of watch, detect", "list;[1,;JSON array", "list;[null];must not contain null",
        "url http|https;ftp://a;must be a URL beginning with http:// or https://", "url http|https;a:8090;must be a URL",
        "url http|https;http:///x;a URL with a host", "url http|https;http://a:70000;port from 1 to 65535",
        "url http|https;http://a?x=1;without '?'", "url http|https;http://a b;must be a URL", "database;mysql://a/b;must be postgresql://",
    })
    void refuses_and_says_what_is_allowed(String type, String given, String reason) {
        assertThatIllegalArgumentException().isThrownBy(() -> SettingMetadata.parse(type).type().parse(given))
                .withMessageStartingWith("must").withMessageContaining(reason);
    }

    @Test
    void a_relative_path_starts_at_the_working_directory() {
        assertThat(new PathType().parse("./a/../b")).isEqualTo(Path.of("").toAbsolutePath().resolve("b"));
        assertThatIllegalArgumentException().isThrownBy(() -> new PathType().parse("a\0b")).withMessageContaining("path");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "redis://user:hunter2@host:6379/0", "redis://:hunter2@host", "redis://hunter2@host", "postgresql://u:hunter2@h/db",
        "postgresql://u:a/hunter2@h/db", "postgresql://u:a@hunter2@h/db", "jdbc:postgresql://h/db?user=u&password=hunter2",
        "jdbc:postgresql://h/db?sslpassword=hunter2&x=1", "u:hunter2@h", "http://u:hunter2@[::1",
    })
    void masks_the_password_in_a_url_even_in_a_malformed_one(String url) {
        assertThat(UrlMask.apply(url)).doesNotContain("hunter2").contains("***");
    }

    @Test
    void shows_a_url_without_a_password_as_it_is() {
        assertThat(UrlMask.apply("http://gpu:8090/v?x=1&monkey_business=2")).isEqualTo("http://gpu:8090/v?x=1&monkey_business=2");
    }
}
