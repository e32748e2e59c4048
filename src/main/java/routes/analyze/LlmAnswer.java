package routes.analyze;

/**
 * What a language model wrote, whichever protocol it speaks.
 *
 * @param content          text of the answer, never blank
 * @param finishReason     {@code stop}, {@code length} and others; null when the server does not say
 * @param promptTokens     0 when the server does not say
 * @param completionTokens 0 when the server does not say
 */
public record LlmAnswer(String content, String finishReason, int promptTokens, int completionTokens) {

    /** Whether the server says that a limit ended the answer. Some servers say {@code stop} even then. */
    public boolean isCutByLength() {
        return "length".equals(finishReason);
    }
}
