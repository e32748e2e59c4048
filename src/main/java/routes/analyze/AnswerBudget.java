package routes.analyze;

/**
 * How long the model's answer may be when the usual length has cut it. Used by route {@code ask-model} in
 * {@code 50-analyze.camel.yaml}. Immutable and thread-safe.
 */
public final class AnswerBudget {

    private final int contextWindow;
    private final int usual;
    private final int limit;

    /**
     * @param contextWindow {@code NEMOTRON_CONTEXT_WINDOW}, tokens of prompt and answer together
     * @param usual         {@code NEMOTRON_MAX_OUTPUT_TOKENS}
     * @param limit         {@code NEMOTRON_MAX_OUTPUT_TOKENS_LIMIT}
     */
    public AnswerBudget(int contextWindow, int usual, int limit) {
        this.contextWindow = contextWindow;
        this.usual = usual;
        this.limit = limit;
    }

    /** Whether asking again makes sense: there is room for a longer answer. */
    public boolean canGrow(Prompt prompt) {
        return larger(prompt) > usual;
    }

    /** Tokens for the second answer: the limit, as far as the context has room beside the prompt and its images. */
    public int larger(Prompt prompt) {
        return Math.min(limit, contextWindow - prompt.estimatedTokens() - prompt.images().size() * Prompt.TOKENS_OF_AN_IMAGE);
    }
}
