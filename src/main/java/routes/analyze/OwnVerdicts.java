package routes.analyze;

import routes.remote.RemoteServiceException;

/**
 * Verdicts of an integrator's own rule or model, for routes of {@code ROUTES_DIR} that replace {@code judge} or {@code nemotron-call}
 * (docs/changing-the-flow.md). The level follows the score here as everywhere. Stateless and thread-safe.
 */
public final class OwnVerdicts {

    private final SeverityBounds bounds;
    private final VerdictParser parser;

    public OwnVerdicts(SeverityBounds bounds, VerdictParser parser) {
        this.bounds = bounds;
        this.parser = parser;
    }

    /**
     * What a route that replaces {@code judge} ends with when a rule has decided; the event's {@code analysis_status} is {@code rules}.
     *
     * @param score     brought into 0..100
     * @param summary   one sentence for people
     * @param reasoning why
     */
    public Judgement rule(int score, String summary, String reasoning) {
        int clamped = SeverityBounds.clamp(score);
        Verdict verdict = new Verdict(clamped, bounds.levelOf(clamped), summary, reasoning, null, null, null, null, null);
        return new Judgement(verdict, "rules", null, null);
    }

    /**
     * What a route that replaces {@code nemotron-call} ends with: the text in which a model of another protocol has answered.
     *
     * @throws RemoteServiceException with {@code PARSE_ERROR} when it holds no verdict with a usable {@code risk_score}
     */
    public Verdict read(String answer) throws RemoteServiceException {
        return parser.parse(new LlmAnswer(answer, null, 0, 0));
    }
}
