package routes.analyze;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import routes.remote.Failures;

/**
 * Writes the question about a scene, used by the analyze route. When it does not fit into the model's context, first its lists get shorter,
 * then sections are left out whole, the least important first; what is missing is named in {@link Prompt#droppedSections()}. The files
 * are read once, at construction. Immutable and thread-safe.
 */
public final class PromptBuilder {

    /** Lines of a list, the longest first. */
    private static final int[] LIST_LENGTHS = {40, 20, 10};
    private static final String SHORTER_LISTS = "list_entries";

    private final SeverityBounds bounds;
    private final int maxOutputTokens;
    private final int tokenBudget;
    private final PromptTemplate system;
    private final Map<PromptSection, PromptTemplate> sections = new EnumMap<>(PromptSection.class);

    /**
     * @param contextWindow   {@code NEMOTRON_CONTEXT_WINDOW}, tokens of prompt and answer together; 0 = no limit
     * @param maxOutputTokens {@code NEMOTRON_MAX_OUTPUT_TOKENS}, kept free for the answer
     * @throws IllegalArgumentException when a file uses an unknown placeholder, or the answer leaves no room for a prompt
     */
    public PromptBuilder(PromptFiles files, SeverityBounds bounds, int contextWindow, int maxOutputTokens) {
        if (contextWindow > 0 && contextWindow <= maxOutputTokens) {
            throw new IllegalArgumentException("NEMOTRON_CONTEXT_WINDOW %d must be larger than NEMOTRON_MAX_OUTPUT_TOKENS %d"
                    .formatted(contextWindow, maxOutputTokens));
        }
        this.bounds = bounds;
        this.maxOutputTokens = maxOutputTokens;
        this.tokenBudget = contextWindow > 0 ? contextWindow - maxOutputTokens : Integer.MAX_VALUE;
        this.system = template(files, "system.txt");
        for (PromptSection section : PromptSection.values()) {
            sections.put(section, template(files, section.fileName()));
        }
    }

    private static PromptTemplate template(PromptFiles files, String name) {
        return new PromptTemplate(name, files.read(name), PromptValues.NAMES);
    }

    /** The question within the configured context. */
    public Prompt render(Scene scene) {
        return render(scene, tokenBudget);
    }

    /**
     * The question within another budget, for example after a {@link ContextOverflowException}.
     *
     * @param tokens room for the prompt; what may not be dropped is kept even when it does not fit
     */
    public Prompt render(Scene scene, int tokens) {
        String instructions = system.fill(PromptValues.of(scene, bounds, LIST_LENGTHS[0]));
        int room = tokens - TokenEstimate.of(instructions);
        Map<PromptSection, String> full = texts(scene, LIST_LENGTHS[0]);
        Map<PromptSection, String> texts = full;
        for (int i = 1; i < LIST_LENGTHS.length && tokens(texts) > room; i++) {
            texts = texts(scene, LIST_LENGTHS[i]);
        }
        var missing = new ArrayList<String>();
        if (!texts.equals(full)) {
            missing.add(SHORTER_LISTS);
        }
        missing.addAll(drop(texts, room));
        String user = String.join("\n\n", texts.values());
        return new Prompt(instructions, user, List.of(), missing, TokenEstimate.of(instructions) + TokenEstimate.of(user));
    }

    private Map<PromptSection, String> texts(Scene scene, int lines) {
        Map<String, String> values = PromptValues.of(scene, bounds, lines);
        var texts = new EnumMap<PromptSection, String>(PromptSection.class);
        sections.forEach((section, template) -> texts.put(section, template.fill(values)));
        return texts;
    }

    private static int tokens(Map<PromptSection, String> texts) {
        return TokenEstimate.of(String.join("\n\n", texts.values()));
    }

    /** Whether {@link #shorter} has anything to leave out. */
    public boolean canShorten(Scene scene, Prompt prompt, Throwable overflow) {
        return !prompt.images().isEmpty() || shorter(scene, prompt, overflow).estimatedTokens() < prompt.estimatedTokens();
    }

    /**
     * The question after the model found it too long: within the context that its server names, and by a third shorter at least, because
     * tokens are only estimated here; without pictures.
     */
    public Prompt shorter(Scene scene, Prompt prompt, Throwable overflow) {
        int room = Failures.find(overflow, ContextOverflowException.class).map(ContextOverflowException::contextTokens)
                .filter(OptionalInt::isPresent).map(tokens -> tokens.getAsInt() - maxOutputTokens).orElse(tokenBudget);
        return render(scene, Math.min(room, prompt.estimatedTokens() * 2 / 3));
    }

    private static List<String> drop(Map<PromptSection, String> texts, int tokens) {
        var dropped = new ArrayList<String>();
        List<PromptSection> droppable = texts.keySet().stream().filter(PromptSection::isDroppable)
                .sorted(Comparator.comparingInt(PromptSection::dropOrder)).toList();
        for (PromptSection section : droppable) {
            if (tokens(texts) <= tokens) {
                break;
            }
            texts.remove(section);
            dropped.add(section.wireName());
        }
        return dropped;
    }
}
