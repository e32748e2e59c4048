package routes.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetriesTest {

    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

    private final Retries retries = new Retries(2);

    /** @param made attempts so far */
    private Exchange failed(Throwable error, int made) {
        Exchange exchange = new DefaultExchange(CAMEL);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, error);
        exchange.getMessage().setHeader(Exchange.REDELIVERY_COUNTER, made);
        return exchange;
    }

    private static RemoteServiceException error(ErrorCategory category, Duration retryAfter) {
        return new RemoteServiceException("nemotron", category, 0, retryAfter, "nemotron: no", null);
    }

    private long delay(Throwable error, int made) {
        Exchange exchange = failed(error, made);
        assertThat(retries.again(exchange, 100, null)).isTrue();
        return exchange.getMessage().getHeader(Exchange.REDELIVERY_DELAY, Long.class);
    }

    @ParameterizedTest
    @CsvSource({"1,1800,2200", "2,3600,4400", "3,7200,8800", "4,14400,17600", "5,27000,30000", "6,27000,30000", "90,27000,30000"})
    void waits_two_to_the_nth_seconds_give_or_take_a_tenth_and_never_more_than_thirty(int made, long least, long most) {
        for (int i = 0; i < 200; i++) {
            assertThat(delay(error(ErrorCategory.SERVER_ERROR, null), made)).isBetween(least, most);
        }
    }

    @Test
    void those_who_failed_together_come_back_one_by_one() {
        ConnectException refused = new ConnectException("refused");
        RemoteServiceException busy = error(ErrorCategory.RATE_LIMITED, Duration.ofSeconds(10));
        assertThat(LongStream.range(0, 50).map(i -> delay(refused, 1)).distinct()).hasSizeGreaterThan(20);
        assertThat(LongStream.range(0, 50).map(i -> delay(busy, 1)).distinct()).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @CsvSource({"0,0,0", "1,1000,1100", "20,20000,22000", "29,29000,30000", "30,30000,30000", "86400,30000,30000", "999999999,30000,30000"})
    void waits_as_long_as_the_service_asks_and_never_more_than_thirty_seconds(long seconds, long least, long most) {
        for (int i = 0; i < 100; i++) {
            assertThat(delay(error(ErrorCategory.RATE_LIMITED, Duration.ofSeconds(seconds)), 1)).isBetween(least, most);
        }
    }

    @Test
    void makes_as_many_attempts_as_are_set() {
        assertThat(retries.again(failed(new SocketTimeoutException("slow"), 1), 3, null)).isTrue();
        assertThat(retries.again(failed(new SocketTimeoutException("slow"), 2), 3, null)).isTrue();
        assertThat(retries.again(failed(new SocketTimeoutException("slow"), 3), 3, null)).isFalse();
        assertThat(retries.again(failed(new SocketTimeoutException("slow"), 1), 1, null)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(ErrorCategory.class)
    void tries_again_what_may_pass_and_nonsense(ErrorCategory category) {
        assertThat(retries.again(failed(error(category, null), 1), 3, null))
                .isEqualTo(category != ErrorCategory.CLIENT_ERROR && category != ErrorCategory.VALIDATION_ERROR);
    }

    @Test
    void does_not_try_again_what_waiting_does_not_change() {
        CallNotPermittedException open = CallNotPermittedException.createCallNotPermittedException(CircuitBreaker.ofDefaults("x"));
        assertThat(retries.again(failed(new RuntimeCamelException(open), 1), 3, null)).isFalse();
        assertThat(retries.again(failed(new NoPermitException("nemotron", 5), 1), 3, null)).as("it has waited already").isFalse();
        assertThat(retries.again(failed(new FileNotFoundException("gone.jpg"), 1), 3, null)).isFalse();
        assertThat(retries.again(failed(new ServiceMisconfiguredException("detector", 401, "wrong key"), 1), 3, null)).isFalse();
        assertThat(retries.again(failed(new IOException("who knows"), 1), 3, null)).as("unexpected").isTrue();
        assertThat(retries.again(failed(new ZipException("Not in GZIP format"), 1), 3, null)).as("malformed").isTrue();
    }

    @Test
    void waits_for_storage_every_two_seconds_though_the_routes_remove_the_headers() {
        Exchange exchange = failed(new SQLTransientConnectionException("away", "08000"), 1);
        List<Long> delays = Stream.generate(() -> {
            assertThat(retries.whileOutage(exchange)).isTrue();
            return (Long) exchange.getMessage().removeHeader(Exchange.REDELIVERY_DELAY);
        }).limit(4).toList();
        assertThat(delays).containsExactly(1_000L, 2_000L, 2_000L, 2_000L);
        assertThat(retries.whileOutage(failed(new IOException("no outage"), 1))).isFalse();
    }
}
