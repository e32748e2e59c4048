package routes.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The reference of all settings as Markdown: one table per group. */
final class SettingsTable {

    static final String START = "<!-- settings -->";
    static final String END = "<!-- /settings -->";

    private final SettingsCatalog catalog;

    SettingsTable(SettingsCatalog catalog) {
        this.catalog = catalog;
    }

    String markdown() {
        Map<String, List<SettingDeclaration>> groups = new LinkedHashMap<>();
        catalog.declarations().forEach(d -> groups.computeIfAbsent(d.group(), g -> new ArrayList<>()).add(d));
        StringBuilder text = new StringBuilder();
        groups.forEach((group, declarations) -> {
            text.append("\n### ").append(group).append("\n\n| Setting | Type | Allowed | Default | What it does |\n|---|---|---|---|---|\n");
            declarations.forEach(declaration -> text.append(row(declaration)));
        });
        return text.append('\n').toString();
    }

    /**
     * Puts the table between the markers of a document.
     *
     * @throws IllegalArgumentException when the document does not have both markers once, in order
     */
    String replaceIn(String document) {
        int start = document.indexOf(START);
        int end = document.indexOf(END);
        if (start < 0 || end < start || document.indexOf(START, start + 1) >= 0 || document.indexOf(END, end + 1) >= 0) {
            throw new IllegalArgumentException("the document needs " + START + " and " + END + " once, in this order");
        }
        return document.substring(0, start + START.length()) + "\n" + markdown() + document.substring(end);
    }

    private static String row(SettingDeclaration declaration) {
        SettingMetadata metadata = declaration.metadata();
        String type = declaration.type().label() + metadata.unit().map(unit -> ", " + unit).orElse("") + (metadata.secret() ? ", secret" : "");
        String value = declaration.defaultValue().isEmpty() ? "unset" : code(declaration.defaultValue());
        String without = metadata.withoutDefault().map(other -> "; " + code(other.value()) + " without " + code(other.setting())).orElse("");
        String aliases = metadata.aliases().isEmpty() ? "" : " Also accepted as " + code(String.join("`, `", metadata.aliases())) + ".";
        return "| " + code(declaration.name()) + " | " + type + " | " + cell(declaration.type().range()) + " | " + cell(value + without)
                + " | " + cell(declaration.description() + aliases) + " |\n";
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
