package routes.analyze;

/** Where an LLM server is asked. {@code NEMOTRON_URL} may be given as its users write it, up to the whole path. */
public final class LlmEndpoint {

    private static final String CHAT = "/chat/completions";
    private static final String COMPLETION = "/completion";
    private static final String VERSION = "/v1";

    private LlmEndpoint() {
    }

    /**
     * @param base {@code http://gpu-box:8080}, {@code https://api.example/v1} or {@code https://api.example/v1/chat/completions}, without a slash at its end
     * @param api  {@code NEMOTRON_API}
     */
    public static String of(String base, String api) {
        if (api.equals("completion")) {
            return base.endsWith(COMPLETION) ? base : root(base) + COMPLETION;
        }
        if (base.endsWith(CHAT)) {
            return base;
        }
        return (base.endsWith(VERSION) ? base : base + VERSION) + CHAT;
    }

    /** What comes before the paths of either dialect; {@code /health} lies below it. */
    public static String root(String base) {
        String shorter = without(without(base, CHAT), COMPLETION);
        return without(shorter, VERSION);
    }

    private static String without(String text, String end) {
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }
}
