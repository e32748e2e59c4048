package routes.enrich;

import java.util.List;
import java.util.stream.Stream;
import routes.analyze.Finding;

/** What became of the questions of a leg, or of all of them. Immutable. */
public record CallOutcomes(List<CallOutcome> outcomes, List<Finding> reidentified) {

    static final CallOutcomes NONE = new CallOutcomes(List.of(), List.of());

    public CallOutcomes {
        outcomes = List.copyOf(outcomes);
        reidentified = List.copyOf(reidentified);
    }

    /** A body of the route: one outcome, several, or anything else, which is none. */
    static CallOutcomes of(Object body) {
        if (body instanceof CallOutcomes all) {
            return all;
        }
        return body instanceof CallOutcome one ? new CallOutcomes(List.of(one), List.of()) : NONE;
    }

    CallOutcomes and(CallOutcomes others) {
        return new CallOutcomes(Stream.concat(outcomes.stream(), others.outcomes.stream()).toList(),
                Stream.concat(reidentified.stream(), others.reidentified.stream()).toList());
    }

    CallOutcomes withReidentified(List<Finding> findings) {
        return new CallOutcomes(outcomes, findings);
    }

    List<Finding> findings() {
        return Stream.concat(outcomes.stream().flatMap(outcome -> outcome.findings().stream()), reidentified.stream()).toList();
    }
}
