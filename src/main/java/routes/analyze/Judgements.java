package routes.analyze;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.remote.Answers;
import routes.remote.Failures;

/** Says honestly where a verdict comes from. Used by route {@code judge} in {@code 50-analyze.camel.yaml}. Stateless. */
public final class Judgements {

    private static final Logger LOG = LoggerFactory.getLogger(Judgements.class);

    private final RiskRules rules;

    public Judgements(RiskRules rules) {
        this.rules = rules;
    }

    /** The model has judged. */
    public Judgement complete(Verdict verdict, Prompt prompt) {
        return new Judgement(verdict, "complete", null, prompt.text());
    }

    /** The model was asked and has failed: the rules score stands in and the event says so. */
    public Judgement fallback(Scene scene, Prompt prompt, Throwable error) {
        String reason = reason(error);
        LOG.warn("batch {} of camera {}: no verdict of the model ({}), stored with the score of the rules", scene.batchId(), scene.cameraId(), reason);
        return new Judgement(rules.assess(scene), "fallback", reason, prompt == null ? null : prompt.text());
    }

    /** Why there is no verdict: the error category and what happened, on one line. */
    public String reason(Throwable error) {
        return Failures.category(error).wireName() + ": " + Answers.excerpt(Failures.reason(error));
    }

    /** The model has not answered yet: the rules score is shown until it does. */
    public Judgement provisional(Scene scene) {
        return new Judgement(rules.assess(scene), "provisional", null, null);
    }

    /** No model is configured. */
    public Judgement rules(Scene scene) {
        return new Judgement(rules.assess(scene), "rules", null, null);
    }
}
