package routes.analyze;

/**
 * A verdict and where it comes from: what route {@code judge} hands to route {@code store-event}.
 *
 * @param analysisStatus {@code complete}, {@code provisional}, {@code fallback} or {@code rules}
 * @param analysisError  for {@code fallback}: the error category and the reason
 * @param prompt         what the model was asked, null when it was not
 */
public record Judgement(Verdict verdict, String analysisStatus, String analysisError, String prompt) {
}
