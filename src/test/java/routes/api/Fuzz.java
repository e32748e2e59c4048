package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Values that no schema expects, sent as bytes that no HTTP client would send, and what an answer must never hold. */
final class Fuzz {

    static final List<String> VALUES = List.of("", " ", "0", "1", "-1", "1.5", "99999999999999999999", "9223372036854775807", "-9223372036854775808",
            "NaN", "true", "null", "\0", "a\0b", "'", "\"", "' or '1'='1", "1; drop table events", "${jndi:ldap://x}", "${body}", "#{x}", "{{API_PORT}}",
            "<script>alert(1)</script>", "../../etc/passwd", "..\\..\\x", "%00", "%2e%2e%2f", "\uD83D\uDE00", "\u202E", "\u0000\u0001\u001F", "é",
            "x".repeat(3000), "2026-01-09T12:00:00Z", "0001-01-01", "9999-12-31T23:59:59Z", "+1000000-01-01T00:00:00Z", "detection_queue", "1-0",
            "18446744073709551615-18446744073709551615", "MS4x", "bytes=0-0");
    static final List<String> BODIES = List.of("", "{}", "[]", "null", "0", "\"x\"", "{", "{\"a\":", "{\"reviewed\":[]}", "{\"notes\":\"\\u0000\"}",
            "{\"notes\":\"\\uD800\"}", "{\"version\":1e400}", "{\"version\":9223372036854775808}", "{\"snooze_until\":\"0000-00-00\"}", "{\"name\":1}",
            "{\"name\":\"<b>\"}", "{\"reviewed\":true,\"x\":1}", "\uFEFF{\"reviewed\":true}", "{\"__proto__\":{}}", "[".repeat(5000), "{\"a\":".repeat(5000));
    /** Ways to write {@code ../}: plain, escaped once, twice, in too many bytes, in halves, with the other slash, with parameters. */
    static final List<String> UPWARDS = List.of("../", "%2e%2e/", "..%2f", "%2e%2e%2f", "%2E%2E%2F", "%252e%252e%252f", "%c0%ae%c0%ae%c0%af", "%e0%80%ae%e0%80%ae/",
            "..%5c", "..\\", "%2e%2e%5c", ".%2e/", "..;/", "..%00/", "..%0d%0a/", "....//", "..%u2215", "..%ef%bc%8f", "/..", "./.././");

    private Fuzz() {
    }

    static String escaped(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Sends a request and reads to the end of the connection.
     *
     * @param head request line and headers, without the empty line
     * @return the answer; empty when the server hung up while a body over its limit was sent, or waits for more
     */
    static String exchange(int port, String head, byte[] body) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            try {
                socket.getOutputStream().write(body);
                socket.getInputStream().transferTo(answer);
            } catch (SocketTimeoutException e) {
                // it waits for the rest of what was announced
                return answer.toString(StandardCharsets.UTF_8);
            } catch (SocketException e) {
                assertThat(body.length).as("%s: %s", head, e).isGreaterThan(1_000_000);
            }
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** @param headers each with its line end in front; may be empty @return the answer, with nothing in it that must not be told */
    static String send(ApiServer server, String method, String path, String headers, String body) throws IOException {
        byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        String answer = exchange(server.port(), method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                + bytes.length + headers, bytes);
        String told = method + " " + path.substring(0, Math.min(300, path.length())) + " -> " + answer;
        if (!answer.isEmpty() || bytes.length < 1_000_000) {
            assertThat(answer).as(told).matches("(?s)HTTP/1\\.[01] [1234]\\d\\d .*");
        }
        assertThat(answer).as(told).doesNotContain("Exception").doesNotContain("\tat ").doesNotContain("org.apache").doesNotContain("io.vertx")
                .doesNotContain("SQL").doesNotContain(server.folder().toString()).doesNotContain("root:");
        return answer;
    }
}
