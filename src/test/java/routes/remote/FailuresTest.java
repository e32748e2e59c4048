package routes.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.RuntimeCamelException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused"), ErrorCategory.SERVICE_UNAVAILABLE),
                Arguments.of(new UnknownHostException("gpu-box"), ErrorCategory.SERVICE_UNAVAILABLE),
                Arguments.of(new NoRouteToHostException("no"), ErrorCategory.SERVICE_UNAVAILABLE),
                Arguments.of(new ConnectTimeoutException("Connect to gpu-box failed"), ErrorCategory.SERVICE_UNAVAILABLE),
                Arguments.of(new SSLHandshakeException("PKIX path building failed"), ErrorCategory.SERVICE_UNAVAILABLE),
                Arguments.of(new SocketTimeoutException("the connection was slow"), ErrorCategory.TIMEOUT),
                Arguments.of(new SocketException("Connection reset"), ErrorCategory.SERVER_ERROR),
                Arguments.of(new NoHttpResponseException("closed"), ErrorCategory.SERVER_ERROR),
                Arguments.of(new EOFException(), ErrorCategory.SERVER_ERROR),
                Arguments.of(new SSLException("close_notify missing"), ErrorCategory.SERVER_ERROR),
                Arguments.of(new ZipException("Not in GZIP format"), ErrorCategory.PARSE_ERROR),
                Arguments.of(new ClientProtocolException("not HTTP"), ErrorCategory.PARSE_ERROR),
                Arguments.of(new InvalidJobException("no file_path"), ErrorCategory.VALIDATION_ERROR),
                Arguments.of(new NoPermitException("detector", 10), ErrorCategory.RATE_LIMITED),
                Arguments.of(new OutOfMemoryError(), ErrorCategory.UNEXPECTED),
                Arguments.of(new IllegalStateException("bug"), ErrorCategory.UNEXPECTED));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void every_failure_has_one_category_however_it_is_wrapped(Throwable failure, ErrorCategory category) {
        assertThat(Failures.category(failure)).isEqualTo(category);
        assertThat(Failures.category(new RuntimeCamelException(new IOException(failure)))).isEqualTo(category);
    }

    @ParameterizedTest
    @CsvSource({"301,CLIENT_ERROR", "400,CLIENT_ERROR", "401,CLIENT_ERROR", "404,CLIENT_ERROR", "408,TIMEOUT", "413,CLIENT_ERROR", "422,CLIENT_ERROR",
        "429,RATE_LIMITED", "500,SERVER_ERROR", "501,SERVER_ERROR", "502,SERVER_ERROR", "503,SERVICE_UNAVAILABLE", "504,TIMEOUT", "529,SERVER_ERROR", "999,SERVER_ERROR"})
    void every_status_has_one_category(int status, ErrorCategory category) {
        assertThat(ErrorCategory.ofStatus(status)).isEqualTo(category);
    }

    @ParameterizedTest
    @CsvSource({"400,false", "404,false", "408,false", "413,false", "422,false", "429,true", "500,true", "503,true", "504,true"})
    void breakers_count_no_4xx_but_429(int status, boolean counts) {
        assertThat(new RemoteServiceException("clip", ErrorCategory.ofStatus(status), status, null, "no", null).countsAsFailure()).isEqualTo(counts);
    }

    @Test
    void the_names_are_those_of_the_wire() {
        assertThat(ErrorCategory.values()).extracting(ErrorCategory::wireName).containsExactlyInAnyOrder("service_unavailable", "timeout", "rate_limited",
                "server_error", "client_error", "parse_error", "validation_error", "unexpected");
    }
}
