package routes.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import routes.analyze.Verdict.RiskFactor;
import routes.config.Json;

class RiskRulesTest {

    private final RiskRules rules = new RiskRules(Scenes.BOUNDS);

    static Stream<Arguments> examples() {
        return Stream.of(
                Arguments.of("dog by day", Scenes.at(Scenes.DAY).seen("dog", 0.8, 0), 5, RiskLevel.LOW),
                Arguments.of("household cat at night", Scenes.at(Scenes.NIGHT).seen("cat", 0.8, 0)
                        .finding(FindingKind.PET, "{\"is_household_pet\":true,\"confidence\":0.9}"), 0, RiskLevel.LOW),
                Arguments.of("car by day", Scenes.at(Scenes.DAY).seen("car", 0.95, 0), 20, RiskLevel.LOW),
                Arguments.of("delivery van by day", Scenes.at(Scenes.DAY).seen("truck", 0.8, 0)
                        .finding(FindingKind.VEHICLE, "{\"is_commercial\":true}"), 10, RiskLevel.LOW),
                Arguments.of("delivery van at night", Scenes.at(Scenes.NIGHT).seen("truck", 0.8, 0)
                        .finding(FindingKind.VEHICLE, "{\"is_commercial\":true}"), 25, RiskLevel.LOW),
                Arguments.of("something unknown", Scenes.at(Scenes.DAY).seen("drone", 0.8, 0), 10, RiskLevel.LOW),
                Arguments.of("person by day", Scenes.at(Scenes.DAY).seen("person", 0.8, 0), 30, RiskLevel.MEDIUM),
                Arguments.of("unclear person by day", Scenes.at(Scenes.DAY).seen("person", 0.5, 0), 25, RiskLevel.LOW),
                Arguments.of("courier in uniform, immediate", Scenes.at(Scenes.DAY).seen("person", 0.95, 0).fastPath()
                        .finding(FindingKind.CLOTHING, "{\"is_service_uniform\":true,\"confidence\":0.8}"), 25, RiskLevel.LOW),
                Arguments.of("uniform that the service is not sure of", Scenes.at(Scenes.DAY).seen("person", 0.8, 0)
                        .finding(FindingKind.CLOTHING, "{\"is_service_uniform\":true,\"confidence\":0.3}"), 30, RiskLevel.MEDIUM),
                Arguments.of("uniform at night", Scenes.at(Scenes.NIGHT).seen("person", 0.8, 0)
                        .finding(FindingKind.CLOTHING, "{\"is_service_uniform\":true}"), 50, RiskLevel.MEDIUM),
                Arguments.of("person with dog by day", Scenes.at(Scenes.DAY).seen("person", 0.8, 0).seen("dog", 0.9, 0)
                        .finding(FindingKind.PET, "{\"is_household_pet\":true}"), 30, RiskLevel.MEDIUM),
                Arguments.of("two people", Scenes.at(Scenes.DAY).seen("person", 0.8, 0).seen("person", 0.7, 0), 38, RiskLevel.MEDIUM),
                Arguments.of("group", Scenes.at(Scenes.DAY).seen("person", 0.8, 0).seen("person", 0.7, 0).seen("person", 0.7, 0),
                        45, RiskLevel.MEDIUM),
                Arguments.of("one person in many pictures", Scenes.at(Scenes.DAY).seen("person", 0.8, 0).seen("person", 0.8, 1)
                        .seen("person", 0.8, 2), 30, RiskLevel.MEDIUM),
                Arguments.of("person lingers by day", Scenes.at(Scenes.DAY).seen("person", 0.8, 0).seen("person", 0.8, 30), 38, RiskLevel.MEDIUM),
                Arguments.of("loitering at night", Scenes.at(Scenes.NIGHT).seen("person", 0.8, 0).seen("person", 0.8, 75), 65, RiskLevel.HIGH),
                Arguments.of("parked car does not make a passer-by loiter", Scenes.at(Scenes.DAY).seen("car", 0.9, 0)
                        .seen("person", 0.8, 40).seen("car", 0.9, 80), 30, RiskLevel.MEDIUM),
                Arguments.of("masked and crouching at night", Scenes.at(Scenes.NIGHT).seen("person", 0.8, 0).seen("person", 0.8, 75)
                        .finding(FindingKind.POSE, "{\"posture\":\"crouching\",\"alerts\":[\"crouching\"]}")
                        .finding(FindingKind.CLOTHING, "{\"is_suspicious\":true,\"is_service_uniform\":true}"), 100, RiskLevel.CRITICAL),
                Arguments.of("hands raised by day", Scenes.at(Scenes.DAY).seen("person", 0.8, 0)
                        .finding(FindingKind.POSE, "{\"posture\":\"standing\",\"alerts\":[\"hands_raised\"]}"), 55, RiskLevel.MEDIUM),
                Arguments.of("person came from another camera", Scenes.at(Scenes.DAY).seen("person", 0.8, 0).before(9, "garden", "person"),
                        35, RiskLevel.MEDIUM),
                Arguments.of("car on another camera", Scenes.at(Scenes.DAY).seen("person", 0.8, 0).before(9, "garden", "car"), 30, RiskLevel.MEDIUM),
                Arguments.of("third visit", Scenes.at(Scenes.DAY).seen("person", 0.8, 0).before(9, "front_door", "person")
                        .before(30, "front_door", "person").before(59, "front_door", "person"), 35, RiskLevel.MEDIUM));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void scores_as_documented(String name, Scenes scene, int score, RiskLevel level) {
        Verdict verdict = rules.assess(scene.build());
        assertThat(verdict.riskScore()).as(verdict.reasoning()).isEqualTo(score);
        assertThat(verdict.riskLevel()).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"2026-01-09T20:59:59Z,false", "2026-01-09T21:00:00Z,true", "2026-01-10T04:59:59Z,true", "2026-01-10T05:00:00Z,false",
        "2026-07-09T19:59:59Z,false", "2026-07-09T20:00:00Z,true"})
    void night_follows_the_clock_at_the_camera(Instant time, boolean night) {
        Verdict verdict = rules.assess(Scenes.at(time).seen("person", 0.8, 0).build());
        assertThat(verdict.riskFactors().stream().anyMatch(f -> f.factorName().equals("night_person"))).isEqualTo(night);
    }

    @Test
    void explains_itself_in_plain_sentences() {
        Verdict verdict = rules.assess(Scenes.at(Scenes.NIGHT).seen("person", 0.8, 0).seen("person", 0.8, 75).seen("person", 0.7, 75)
                .seen("car", 0.9, 75).build());
        assertThat(verdict.summary()).isEqualTo(
                "2 people and 1 car seen at Front Door at 23:14 on Friday, 9 January, during 75 seconds.");
        assertThat(verdict.reasoning()).isEqualTo("Judged by the local rules, not by a language model: a person was seen (+30), "
                + "two people were in the same picture (+8), it was night (22:00 to 06:00) and a person was there (+20), "
                + "a person stayed for a minute or more (+15). Together 73 of 100, which is high.");
        assertThat(verdict.recommendedAction()).isEqualTo("Look at the camera now.");
        assertThat(verdict.flags()).extracting("type").containsExactly("loitering");
        assertThat(verdict.entities()).extracting("type").containsExactly("person", "car");
    }

    @Test
    void factors_add_up_to_the_score() {
        Verdict verdict = rules.assess(Scenes.at(Scenes.NIGHT).seen("person", 0.55, 0).seen("person", 0.5, 45).build());
        assertThat(verdict.riskFactors().stream().mapToDouble(RiskFactor::contribution).sum()).isEqualTo(verdict.riskScore());
    }

    @Test
    void same_scene_gives_the_same_verdict() throws Exception {
        Scene scene = Scenes.at(Scenes.NIGHT).seen("person", 0.8, 0).seen("dog", 0.8, 0).seen("car", 0.8, 0).build();
        String first = Json.mapper().writeValueAsString(rules.assess(scene));
        assertThat(Json.mapper().writeValueAsString(rules.assess(Scene.parse(Json.mapper().writeValueAsString(scene))))).isEqualTo(first);
        assertThat(first).contains("\"risk_level\":\"medium\"", "\"detection_quality\":\"good\"", "\"weather_impact\":null", "\"threat_level\":\"medium\"");
    }

    @Test
    void names_from_outside_stay_on_one_safe_line() {
        Verdict verdict = rules.assess(Scenes.at(Scenes.DAY).camera("Door\n\u0000\u202eevil\ud800 " + "x".repeat(500))
                .seen("odd\nthing\u0007" + "y".repeat(500), 0.8, 0).build());
        assertThat(verdict.summary()).hasSizeLessThan(250).startsWith("1 odd thingy").contains("Door evil x")
                .doesNotContain("\n", "\u0000", "\u202e", "\ud800");
    }

    @Test
    void levels_follow_configured_bounds_and_bad_bounds_are_refused() {
        assertThat(new RiskRules(new SeverityBounds(4, 5, 6)).assess(Scenes.at(Scenes.DAY).seen("dog", 0.8, 0).build()).riskLevel())
                .isEqualTo(RiskLevel.MEDIUM);
        assertThatThrownBy(() -> new SeverityBounds(59, 29, 84)).hasMessageContaining("must rise");
        assertThatThrownBy(() -> new SeverityBounds(29, 59, 100)).hasMessageContaining("must rise");
        assertThat(List.of(0, 29, 30, 59, 60, 84, 85, 100)).extracting(Scenes.BOUNDS::levelOf).containsExactly(RiskLevel.LOW, RiskLevel.LOW,
                RiskLevel.MEDIUM, RiskLevel.MEDIUM, RiskLevel.HIGH, RiskLevel.HIGH, RiskLevel.CRITICAL, RiskLevel.CRITICAL);
    }

    @Test
    void documentation_lists_exactly_the_rules_of_the_code() throws Exception {
        List<String> documented = Files.readAllLines(Path.of("docs/risk-rules.md")).stream().filter(line -> line.matches("\\| `[a-z_]+` .*")).toList();
        assertThat(documented).isEqualTo(Arrays.stream(RiskRule.values()).map(rule -> "| `%s` | %+d | %s | %s|".formatted(rule.wireName(),
                rule.points(), rule.reason(), rule.flag() == null ? "" : rule.flag().name().toLowerCase(Locale.ROOT) + " ")).toList());
    }
}
