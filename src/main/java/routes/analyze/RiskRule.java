package routes.analyze;

import java.util.Locale;
import java.util.function.Predicate;
import routes.analyze.Verdict.Severity;

/**
 * The rules of the local score: points, and when they count. Each counts at most once per scene. The table in
 * {@code docs/risk-rules.md} repeats this list; a test compares them.
 */
enum RiskRule {
    PERSON(30, "a person was seen", scene -> scene.isAbout(Subject.PERSON)),
    VEHICLE(15, "a vehicle was seen and no person", scene -> scene.isAbout(Subject.VEHICLE)),
    UNKNOWN_OBJECT(10, "something was seen that is neither person, vehicle nor animal", scene -> scene.isAbout(Subject.UNKNOWN)),
    ANIMAL(5, "only animals were seen", scene -> scene.isAbout(Subject.ANIMAL)),

    CLEAR_DETECTION(5, "the detector was at least 90 % sure", scene -> scene.confidence() >= 0.90),
    UNCLEAR_DETECTION(-5, "the detector was less than 60 % sure", scene -> scene.confidence() < 0.60),
    FAST_PATH(5, "the detection was clear enough for an immediate alert", SceneFacts::isFastPath),
    TWO_PEOPLE(8, "two people were in the same picture", scene -> scene.people() == 2),
    GROUP_OF_PEOPLE(15, "three or more people were in the same picture", Severity.WARNING, scene -> scene.people() >= 3),

    NIGHT_PERSON(20, "it was night (22:00 to 06:00) and a person was there", scene -> scene.isAbout(Subject.PERSON) && scene.isNight()),
    NIGHT_OBJECT(10, "it was night (22:00 to 06:00) and a vehicle or an unknown object was there",
            scene -> (scene.isAbout(Subject.VEHICLE) || scene.isAbout(Subject.UNKNOWN)) && scene.isNight()),
    LINGERING(8, "a person stayed for 30 to 59 seconds",
            scene -> scene.dwell().toSeconds() >= 30 && scene.dwell().toSeconds() < 60),
    LOITERING(15, "a person stayed for a minute or more", Severity.ALERT, scene -> scene.dwell().toSeconds() >= 60),
    OTHER_CAMERA(5, "a person was on another camera within the last ten minutes", SceneFacts::wasOnOtherCamera),
    RETURNING(5, "people came to this camera three times or more in the last hour", Severity.WARNING,
            scene -> scene.people() > 0 && scene.earlierVisits() >= 3),

    FIGHTING_STANCE(30, "someone stood as if to fight", Severity.CRITICAL, scene -> scene.hasPose("fighting_stance")),
    HANDS_RAISED(25, "someone raised their hands", Severity.CRITICAL, scene -> scene.hasPose("hands_raised")),
    LYING_DOWN(20, "someone was lying on the ground", Severity.ALERT, scene -> scene.hasPose("lying_down")),
    CROUCHING(15, "someone was crouching", Severity.ALERT, scene -> scene.hasPose("crouching")),
    RUNNING(5, "someone was running", scene -> scene.hasPose("running")),
    SUSPICIOUS_CLOTHING(20, "the clothing looked suspicious, for example a mask", Severity.ALERT,
            scene -> scene.hasFinding(FindingKind.CLOTHING, "is_suspicious")),

    SERVICE_UNIFORM(-15, "someone wore a service uniform, outside the night, and no clothing was suspicious",
            scene -> !scene.isNight() && scene.hasFinding(FindingKind.CLOTHING, "is_service_uniform")
                    && !scene.hasFinding(FindingKind.CLOTHING, "is_suspicious")),
    COMMERCIAL_VEHICLE(-5, "a delivery or work vehicle was there, outside the night",
            scene -> !scene.isNight() && scene.hasFinding(FindingKind.VEHICLE, "is_commercial")),
    HOUSEHOLD_PET(-5, "the animal is a household pet",
            scene -> scene.isAbout(Subject.ANIMAL) && scene.hasFinding(FindingKind.PET, "is_household_pet"));

    private final int points;
    private final String reason;
    private final Severity flag;
    private final Predicate<SceneFacts> condition;

    RiskRule(int points, String reason, Predicate<SceneFacts> condition) {
        this(points, reason, null, condition);
    }

    RiskRule(int points, String reason, Severity flag, Predicate<SceneFacts> condition) {
        this.points = points;
        this.reason = reason;
        this.flag = flag;
        this.condition = condition;
    }

    int points() {
        return points;
    }

    /** When the points count, as the end of a sentence for a home owner. */
    String reason() {
        return reason;
    }

    /** How the verdict flags the rule; null when it does not. */
    Severity flag() {
        return flag;
    }

    boolean appliesTo(SceneFacts scene) {
        return condition.test(scene);
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
