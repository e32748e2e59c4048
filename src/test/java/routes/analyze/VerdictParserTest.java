package routes.analyze;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import routes.config.Json;
import routes.remote.ErrorCategory;
import routes.remote.RemoteServiceException;

class VerdictParserTest {

    private static final String PLAIN = "{\"risk_score\":75,\"risk_level\":\"low\",\"summary\":\"A man waits.\",\"reasoning\":\"It is night.\"}";
    private static final int MEGABYTE = 1 << 20;

    private final VerdictParser parser = new VerdictParser(Scenes.BOUNDS, 4 * MEGABYTE);

    private Verdict parse(String content) throws RemoteServiceException {
        return parser.parse(new LlmAnswer(content, "stop", 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        PLAIN,
        "\n\t " + PLAIN + "   \n\n\n",
        "Here is my answer:\n```json\n" + PLAIN + "\n```\nStay safe!",
        "<think>maybe {\"risk_score\":1,\"summary\":\"s\"}?</think>" + PLAIN,
        "<thinking>a</thinking><THINK>b</THINK>" + PLAIN,
        "so {\"risk_score\":3} then</think>" + PLAIN,
        PLAIN + "<think>or is it {\"risk_score\":2}",
        "First {\"risk_score\":10,\"summary\":\"no\"} but finally " + PLAIN,
        "I use { and } and {{ and \" freely. " + PLAIN,
        "An open { with a \"quote: " + PLAIN,
        "{\"result\":" + PLAIN + "}",
        "[" + PLAIN + "]",
        PLAIN + " {\"note\":\"no verdict here\"}",
        PLAIN + " {",
        "{\"entities\":[{\"type\":\"person\",\"description\":\"}{\",\"threat_level\":\"low\"}],\"risk_score\":75,\"summary\":\"A man waits.\",\"reasoning\":\"It is night.\"}",
        "{\"risk_score\":75,\"summary\":\"A man waits.\",\"reasoning\":\"It is night.\",}",
        "{\"risk_score\":\"75\",\"summary\":\"A man waits.\",\"reasoning\":\"It is night.\"}",
        "{\"risk_score\":\" 75.2 \",\"summary\":\"A man waits.\",\"reasoning\":\"It is night.\"}",
        "{\"risk_score\":74.6,\"summary\":\"A man waits.\",\"reasoning\":\"It is night.\"}",
        "{\"risk_score\":+75,\"summary\":\"A man waits.\",\"reasoning\":\"It is night.\"}",
        "{'risk_score':75,'summary':'A man waits.','reasoning':'It is night.'}",
        "{risk_score:75,summary:\"A man waits.\",reasoning:\"It is night.\"}",
        "{\"risk_score\":75, // of 100\n\"summary\":\"A man waits.\", /* {x} */ \"reasoning\":\"It is night.\"}",
        "{\"risk_score\":75,\"summary\":\"A man\nwaits.\",\"reasoning\":\"It is \\night.\"}"
    })
    void reads_the_verdict_however_it_is_wrapped(String content) throws Exception {
        Verdict verdict = parse(content);
        assertThat(verdict.riskScore()).isEqualTo(75);
        assertThat(verdict.riskLevel()).isEqualTo(RiskLevel.HIGH);
        assertThat(verdict.summary()).isEqualTo("A man waits.");
    }

    @ParameterizedTest
    @CsvSource({"-5,0,LOW", "0,0,LOW", "29,29,LOW", "29.4,29,LOW", "29.5,30,MEDIUM", "84,84,HIGH", "85,85,CRITICAL", "100,100,CRITICAL",
        "1000000,100,CRITICAL", "-1e300,0,LOW", "1e300,100,CRITICAL"})
    void clamps_the_score_and_derives_the_level(String written, int score, RiskLevel level) throws Exception {
        Verdict verdict = parse(PLAIN.replace("75", written));
        assertThat(verdict.riskScore()).isEqualTo(score);
        assertThat(verdict.riskLevel()).isEqualTo(level);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "NaN", "Infinity", "-Infinity", "1e999", "true", "\"\"", "\"high\"", "\"NaN\"", "\"75 of 100\"", "\"0x4B\"",
        "\"75d\"", "[75]", "{\"value\":75}", "\"99999999999999999999999999\""})
    void never_invents_a_score(String written) {
        assertParseError(PLAIN.replace("75", written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"I cannot help with that.", "risk_score: 75", "{}", "[]", "75", "null", "}}}", "<html><body>502</body></html>",
        "{\"summary\":\"risk_score 75\"}", "{\"score\":75}", "{risk_score}", "\"{\\\"risk_score\\\":\\\"x\\\"}\""})
    void refuses_what_holds_no_verdict(String content) {
        assertParseError(content);
    }

    private void assertParseError(String content) {
        assertThatThrownBy(() -> parse(content)).isInstanceOf(RemoteServiceException.class).isNotInstanceOf(AnswerCutException.class)
                .hasMessageStartingWith("nemotron: ").hasMessageNotContaining("\n")
                .satisfies(e -> assertThat(((RemoteServiceException) e).category()).isEqualTo(ErrorCategory.PARSE_ERROR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"risk_s", "{\"risk_score\":7", "{\"risk_score\":75,\"summary\":\"A man", "```json\n{\"risk_score\":75,",
        "{ \n\n\n", "<think>Let me think about {\"risk_score\":50}", "<think>a</think>{\"risk_score\":75,\"flags\":[{}"})
    void tells_an_answer_that_was_cut_from_nonsense(String content) {
        assertThatThrownBy(() -> parse(content)).isInstanceOf(AnswerCutException.class);
    }

    @Test
    void believes_the_server_that_says_length_only_when_the_verdict_is_incomplete() throws Exception {
        assertThat(parser.parse(new LlmAnswer(PLAIN + " and furtherm", "length", 0, 0)).riskScore()).isEqualTo(75);
        assertThatThrownBy(() -> parser.parse(new LlmAnswer("Well, the ", "length", 0, 0))).isInstanceOf(AnswerCutException.class);
    }

    @Test
    void keeps_good_list_entries_and_skips_bad_ones_one_by_one() throws Exception {
        Verdict verdict = parse("""
                {"risk_score":50,"risk_level":"medium","summary":"s","reasoning":"r",
                 "risk_factors":[{"factor_name":"night","contribution":15.0,"description":"dark"},{"factor_name":"x"},"night",null,7,
                                 {"factor_name":"","contribution":1},{"factor_name":"many","contribution":"1000"}],
                 "entities":[{"type":"person","description":"tall","threat_level":"Medium"},{"type":"dog","threat_level":"huge"},{"threat_level":"low"},[]],
                 "flags":[{"type":"loitering","description":"stays","severity":"ALERT"},{"type":"x","severity":3},{"type":"y","severity":"critical"}],
                 "recommended_action":"Look.","confidence_factors":{"detection_quality":"good","weather_impact":"hail","enrichment_coverage":"full"}}""");
        assertThat(Json.mapper().readTree(Json.mapper().writeValueAsString(verdict))).isEqualTo(Json.mapper().readTree("""
                {"risk_score":50,"risk_level":"medium","summary":"s","reasoning":"r",
                 "risk_factors":[{"factor_name":"night","contribution":15.0,"description":"dark"},{"factor_name":"many","contribution":100.0,"description":""}],
                 "entities":[{"type":"person","description":"tall","threat_level":"medium"}],
                 "flags":[{"type":"loitering","description":"stays","severity":"alert"},{"type":"y","description":"","severity":"critical"}],
                 "recommended_action":"Look.","confidence_factors":{"detection_quality":"good","weather_impact":null,"enrichment_coverage":"full"}}"""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"risk_factors\":7", "\"risk_factors\":{\"factor_name\":\"a\",\"contribution\":1}", "\"entities\":\"person\"",
        "\"flags\":null", "\"recommended_action\":[]", "\"confidence_factors\":\"good\""})
    void ignores_optional_fields_of_the_wrong_type(String field) throws Exception {
        Verdict verdict = parse("{\"risk_score\":5," + field + "}");
        assertThat(verdict.riskFactors()).isEmpty();
        assertThat(verdict.entities()).isEmpty();
        assertThat(verdict.confidenceFactors()).isNull();
        assertThat(verdict.summary()).isNotBlank();
    }

    @Test
    void texts_can_be_stored_and_are_bounded() throws Exception {
        Verdict verdict = parse("{\"risk_score\":5,\"summary\":\"a\\u0000b\\ud800c\\nd <think> e\",\"reasoning\":\"one\\n\\u0000two "
                + "x".repeat(20_000) + "\",\"flags\":[" + "{\"type\":\"t\",\"severity\":\"alert\"},".repeat(500) + "]}");
        assertThat(verdict.summary()).isEqualTo("abc d <think> e");
        assertThat(verdict.reasoning()).startsWith("one\ntwo x").hasSize(8_000);
        assertThat(verdict.flags()).hasSize(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "}", "{}", "\"", "{\"", "{\"risk_score\":", "{\"risk_score\":1}", "<think>", "</think>", "<think", "[", "\\", "{risk_score ", "{'", "/*", "İ"})
    void a_megabyte_of_anything_takes_linear_time(String piece) {
        String huge = piece.repeat(MEGABYTE / piece.length());
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (String content : new String[] {huge, huge + "}".repeat(MEGABYTE), "<think>" + huge, huge + "risk_score"}) {
                try {
                    parse(content);
                } catch (RemoteServiceException e) {
                    assertThat(e.getMessage().getBytes(UTF_8).length).isLessThan(1_000);
                }
            }
        });
    }

    @Test
    void refuses_an_answer_over_the_limit() {
        assertThatThrownBy(() -> new VerdictParser(Scenes.BOUNDS, 50).parse(new LlmAnswer(PLAIN, "stop", 0, 0)))
                .hasMessageContaining("longer than 50 characters");
    }
}
