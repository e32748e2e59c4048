package routes.analyze;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts what the model is fed and what it writes. Used by {@code 50-analyze.camel.yaml}. Thread-safe. */
public final class ModelUsage {

    private final MeterRegistry meters;

    public ModelUsage(MeterRegistry meters) {
        this.meters = meters;
        meters.counter("hsi.nemotron.tokens.input");
        meters.counter("hsi.nemotron.tokens.output");
    }

    /** {@code hsi_nemotron_prompt_sections_dropped_total}: what the context had no room for. */
    public void asked(Prompt prompt) {
        prompt.droppedSections().forEach(section -> meters.counter("hsi.nemotron.prompt.sections.dropped", "section", section).increment());
    }

    /** {@code hsi_nemotron_tokens_input_total} and {@code hsi_nemotron_tokens_output_total}, as the server counts them. */
    public void answered(LlmAnswer answer) {
        meters.counter("hsi.nemotron.tokens.input").increment(Math.max(0, answer.promptTokens()));
        meters.counter("hsi.nemotron.tokens.output").increment(Math.max(0, answer.completionTokens()));
    }
}
