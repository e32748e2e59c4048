package routes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsTableTest {

    private static final Path DOCUMENT = Path.of("docs/configuration.md");

    private final SettingsTable table = new SettingsTable(DeclarationParser.parse("""
            #== Network
            # The port `a|b`.
            #@ integer 1..9 unit things alias OLD
            PORT=3
            # The key.
            #@ text optional secret
            KEY=
            # Threshold.
            #@ number 0..1 without KEY 0.4
            LIMIT=0.5
            """));

    /** {@code mvn test -Dtest=SettingsTableTest -Dsettings.table.write=true} brings the document up to date. */
    @Test
    void the_reference_in_the_documentation_is_up_to_date() throws IOException {
        SettingsTable shipped = new SettingsTable(SettingsCatalog.load());
        String document = Files.readString(DOCUMENT);
        if (Boolean.getBoolean("settings.table.write")) {
            Files.writeString(DOCUMENT, shipped.replaceIn(document));
        } else {
            assertThat(document).isEqualTo(shipped.replaceIn(document));
        }
    }

    @Test
    void a_row_tells_everything_that_was_declared() {
        assertThat(table.markdown()).isEqualTo("""

                ### Network

                | Setting | Type | Allowed | Default | What it does |
                |---|---|---|---|---|
                | `PORT` | integer, things | 1..9 | `3` | The port `a\\|b`. Also accepted as `OLD`. |
                | `KEY` | text, secret |  | unset | The key. |
                | `LIMIT` | number | 0..1 | `0.5`; `0.4` without `KEY` | Threshold. |

                """);
    }

    @Test
    void replaces_only_what_is_between_the_markers() {
        assertThat(table.replaceIn("a\n<!-- settings -->\nold\n<!-- /settings -->\nb"))
                .isEqualTo("a\n<!-- settings -->\n" + table.markdown() + "<!-- /settings -->\nb");
    }

    @Test
    void refuses_a_document_without_the_markers() {
        assertThatIllegalArgumentException().isThrownBy(() -> table.replaceIn("<!-- /settings --> <!-- settings -->"));
        assertThatIllegalArgumentException().isThrownBy(() -> table.replaceIn("<!-- settings --> only"));
    }
}
