package routes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation of the contract, with values that its schema does not expect: never a 5xx, never a stack trace, never a path of this machine. */
class FuzzIT {

    private static final List<String> VALUES = List.of("", " ", "0", "1", "-1", "1.5", "99999999999999999999", "9223372036854775807", "-9223372036854775808",
            "NaN", "true", "null", "\0", "a\0b", "'", "\"", "' or '1'='1", "1; drop table events", "${jndi:ldap://x}", "${body}", "#{x}", "{{API_PORT}}",
            "<script>alert(1)</script>", "../../etc/passwd", "..\\..\\x", "%00", "%2e%2e%2f", "\uD83D\uDE00", "\u202E", "\u0000\u0001\u001F", "é",
            "x".repeat(3000), "2026-01-09T12:00:00Z", "0001-01-01", "9999-12-31T23:59:59Z", "+1000000-01-01T00:00:00Z", "detection_queue", "1-0",
            "18446744073709551615-18446744073709551615", "MS4x", "bytes=0-0");
    private static final List<String> BODIES = List.of("", "{}", "[]", "null", "0", "\"x\"", "{", "{\"a\":", "{\"reviewed\":[]}", "{\"notes\":\"\\u0000\"}",
            "{\"notes\":\"\\uD800\"}", "{\"version\":1e400}", "{\"version\":9223372036854775808}", "{\"snooze_until\":\"0000-00-00\"}", "{\"name\":1}",
            "{\"name\":\"<b>\"}", "{\"reviewed\":true,\"x\":1}", "\uFEFF{\"reviewed\":true}", "{\"__proto__\":{}}", "[".repeat(5000), "{\"a\":".repeat(5000));

    @TempDir
    static Path folder;
    private static ApiServer server;
    private static JsonNode contract;

    @BeforeAll
    static void start() throws Exception {
        server = new ApiServer(folder, Clock.systemUTC());
        try (InputStream in = FuzzIT.class.getResourceAsStream("/openapi.yaml")) {
            contract = new YAMLMapper().readTree(in);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void no_value_of_any_parameter_breaks_anything() throws Exception {
        for (Operation operation : operations()) {
            for (String value : VALUES) {
                String path = operation.path.replaceAll("\\{[^}]+}", java.util.regex.Matcher.quoteReplacement(encoded(value)));
                check(operation.method, path, null);
                StringBuilder query = new StringBuilder("?");
                for (String parameter : operation.query) {
                    check(operation.method, operation.path.replaceAll("\\{[^}]+}", "1") + "?" + parameter + "=" + encoded(value), null);
                    query.append(parameter).append('=').append(encoded(value)).append('&');
                }
                check(operation.method, operation.path.replaceAll("\\{[^}]+}", "1") + query, null);
            }
        }
    }

    @Test
    void no_body_breaks_anything() throws Exception {
        for (Operation operation : operations()) {
            for (String body : BODIES) {
                check(operation.method, operation.path.replaceAll("\\{[^}]+}", "1"), body);
            }
        }
        check("PATCH", "/api/events/1", "{\"notes\":\"" + "x".repeat(10_000_000) + "\"}");
    }

    @Test
    void no_method_breaks_anything() throws Exception {
        for (Operation operation : operations()) {
            for (String method : List.of("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "X")) {
                check(method, operation.path.replaceAll("\\{[^}]+}", "1"), null);
            }
        }
        for (String path : List.of("/api", "/api/", "//api/events", "/api//events", "/api/events/", "/api/./events", "/api/%2e%2e/web/app.js", "/api;x=1/events",
                "/api/events;x", "/API/EVENTS", "/docs/", "/web/", "/web", "/openapi.json/x", "/%00", "/%", "/api/events?%", "/api/events?=&&=")) {
            check("GET", path, null);
        }
    }

    private static List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : contract.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (List.of("get", "patch", "post", "delete").contains(operation.getKey())) {
                    List<String> query = new ArrayList<>();
                    for (JsonNode parameter : operation.getValue().path("parameters")) {
                        JsonNode declared = parameter.has("$ref") ? contract.at(parameter.path("$ref").asText().substring(1)) : parameter;
                        if (declared.path("in").asText().equals("query")) {
                            query.add(declared.path("name").asText());
                        }
                    }
                    operations.add(new Operation(operation.getKey().toUpperCase(java.util.Locale.ROOT), "/api" + path.getKey(), query));
                }
            }
        }
        assertThat(operations).hasSizeGreaterThan(30);
        return operations;
    }

    private static void check(String method, String path, String body) throws Exception {
        byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        String request = method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                + bytes.length + "\r\n\r\n";
        StringBuilder answer = new StringBuilder();
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            try {
                socket.getOutputStream().write(bytes);
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    answer.append(line).append('\n');
                }
            } catch (java.net.SocketException e) {
                // a body that is too large is not read to its end
                assertThat(bytes.length).as("%s %s: %s", method, path, e).isGreaterThan(1_000_000);
                return;
            }
        }
        String told = method + " " + path + " -> " + answer;
        assertThat(answer.toString()).as(told).matches("(?s)HTTP/1\\.[01] [1234]\\d\\d .*|HTTP/1\\.1 501 .*");
        assertThat(answer.toString()).as(told).doesNotContain("Exception").doesNotContain("\tat ").doesNotContain("org.apache").doesNotContain(folder.toString());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private record Operation(String method, String path, List<String> query) {
    }
}
