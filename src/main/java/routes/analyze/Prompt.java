package routes.analyze;

import java.util.List;

/**
 * A rendered question to the LLM.
 *
 * @param images          JPEG key frames, at most {@value #MAX_IMAGES}; empty without vision
 * @param droppedSections names of the sections that the budget had no room for, {@code list_entries} first when lists were shortened; for log and metric
 * @param estimatedTokens size of the texts, see {@link PromptBuilder}; images not counted
 */
public record Prompt(String system, String user, List<byte[]> images, List<String> droppedSections, int estimatedTokens) {

    static final int MAX_IMAGES = 4;
    /** Of 1,024 x 768 pixels; models take from 250 (Gemma 3) to 1,600 (LLaVA with tiles). */
    public static final int TOKENS_OF_AN_IMAGE = 1_000;

    /** @throws IllegalArgumentException when there are more than {@value #MAX_IMAGES} images */
    public Prompt {
        images = List.copyOf(images);
        droppedSections = List.copyOf(droppedSections);
        if (images.size() > MAX_IMAGES) {
            throw new IllegalArgumentException("a prompt takes at most " + MAX_IMAGES + " images, not " + images.size());
        }
    }

    /** The same question about these pictures. */
    public Prompt withImages(List<byte[]> jpegs) {
        return new Prompt(system, user, jpegs, droppedSections, estimatedTokens);
    }

    /** What {@code events.llm_prompt} keeps: the words without the pictures. */
    public String text() {
        return system + "\n\n" + user;
    }
}
