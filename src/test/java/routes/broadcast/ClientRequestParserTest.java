package routes.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientRequestParserTest {

    private final ClientRequestParser parser = new ClientRequestParser();

    @Test
    void reads_every_message_of_the_protocol() {
        assertThat(parser.parse("ping")).isEqualTo(new ClientRequest.Ping());
        assertThat(parser.parse("{\"type\":\"PING\"}")).isEqualTo(new ClientRequest.Ping());
        assertThat(parser.parse("{\"type\":\"pong\",\"x\":1}")).isEqualTo(new ClientRequest.Pong());
        assertThat(parser.parse("{\"type\":\"subscribe\",\"data\":{\"events\":[\"alert.*\",\"event\"]}}"))
                .isEqualTo(new ClientRequest.Subscribe(List.of("alert.*", "event")));
        assertThat(parser.parse("{\"action\":\"subscribe\",\"events\":[]}")).isEqualTo(new ClientRequest.Subscribe(List.of()));
        assertThat(parser.parse("{\"type\":\"unsubscribe\"}")).isEqualTo(new ClientRequest.Unsubscribe(null));
        assertThat(parser.parse("{\"type\":\"resync\",\"data\":{\"channel\":\"events\",\"last_sequence\":42}}"))
                .isEqualTo(new ClientRequest.Resync("events", 42));
        assertThat(parser.parse("{\"type\":\"ack\",\"data\":{\"sequence\":42}}")).isEqualTo(new ClientRequest.Ack(42));
        assertThat(parser.parse("{\"type\":\"ack\",\"data\":{\"seq\":42}}")).isEqualTo(new ClientRequest.Ack(42));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{                                                            | invalid_json",
        "nonsense                                                     | invalid_json",
        "{\"type\":\"ping\"} {}                                       | invalid_json",
        "[]                                                           | invalid_message_format",
        "null                                                         | invalid_message_format",
        "{}                                                           | invalid_message_format",
        "{\"type\":7}                                                 | invalid_message_format",
        "{\"type\":\"shutdown\"}                                      | unknown_message_type",
        "{\"type\":\"subscribe\"}                                     | validation_error",
        "{\"type\":\"subscribe\",\"data\":{\"events\":\"event\"}}     | validation_error",
        "{\"type\":\"subscribe\",\"data\":{\"events\":[1]}}           | validation_error",
        "{\"type\":\"subscribe\",\"data\":{\"events\":[\"\"]}}        | validation_error",
        "{\"type\":\"resync\",\"data\":{\"last_sequence\":-1}}        | validation_error",
        "{\"type\":\"resync\",\"data\":{\"last_sequence\":1.5}}       | validation_error",
        "{\"type\":\"resync\",\"data\":{\"last_sequence\":1e99}}      | validation_error",
        "{\"type\":\"resync\",\"data\":{\"last_sequence\":99999999999999999999}} | validation_error",
        "{\"type\":\"resync\",\"data\":{\"channel\":[],\"last_sequence\":1}}     | validation_error",
        "{\"type\":\"ack\",\"data\":{\"sequence\":\"42\"}}            | validation_error",
        "{\"type\":\"ack\"}                                           | validation_error"})
    void says_what_is_wrong(String text, String error) {
        assertThat(parser.parse(text)).isInstanceOfSatisfying(ClientRequest.Invalid.class,
                invalid -> assertThat(invalid.error()).isEqualTo(error));
    }

    @Test
    void survives_any_nesting() {
        assertThat(parser.parse("[".repeat(60_000))).isInstanceOf(ClientRequest.Invalid.class);
        assertThat(parser.parse(new byte[] {1})).isInstanceOf(ClientRequest.Invalid.class);
    }
}
