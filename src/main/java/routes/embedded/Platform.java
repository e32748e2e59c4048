package routes.embedded;

import java.util.Locale;

/**
 * The operating system and processor, in the words the bundled binaries are named with.
 *
 * @param os   {@code linux}, {@code darwin}, or what Java calls it, lower case
 * @param arch {@code amd64}, {@code arm64}, or what Java calls it
 */
record Platform(String os, String arch) {

    static Platform current() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return new Platform(os.startsWith("mac") ? "darwin" : os, switch (arch) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> arch;
        });
    }

    @Override
    public String toString() {
        return os + "-" + arch;
    }
}
