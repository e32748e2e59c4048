package routes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclarationParserTest {

    @Test
    void reads_comment_metadata_and_default() {
        SettingsCatalog catalog = DeclarationParser.parse("""
                # A comment about the file.

                #== Batching

                # Closes a batch.
                # Later means more context.
                #@ seconds 1..3600 unit seconds alias OLD_WINDOW
                BATCH_WINDOW_SECONDS=90
                """);
        SettingDeclaration declaration = catalog.find("OLD_WINDOW").orElseThrow();
        assertThat(declaration.name()).isEqualTo("BATCH_WINDOW_SECONDS");
        assertThat(declaration.group()).isEqualTo("Batching");
        assertThat(declaration.description()).isEqualTo("Closes a batch. Later means more context.");
        assertThat(declaration.defaultValue()).isEqualTo("90");
        assertThat(declaration.type().label()).isEqualTo("seconds");
        assertThat(declaration.type().range()).isEqualTo("1..3600");
    }

    @Test
    void passes_the_keys_of_camel_through_untouched() {
        SettingsCatalog catalog = DeclarationParser.parse("""
                #== Camel
                # needs no metadata
                camel.server.port = {{API_PORT}}
                camel.main.routesIncludePattern=classpath:camel/*.yaml,\\
                  file:{{ROUTES_DIR}}/*.yaml
                camel.main.name=x
                """);
        assertThat(catalog.declarations()).isEmpty();
        assertThat(catalog.camelProperties()).containsExactly(
                entry("camel.server.port", "{{API_PORT}}"),
                entry("camel.main.routesIncludePattern", "classpath:camel/*.yaml,file:{{ROUTES_DIR}}/*.yaml"),
                entry("camel.main.name", "x"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "A=1;no '#@' line above A",
        "# c|#@ integer 1..2|a b;neither a comment nor NAME=default",
        "# c|#@ integer 1..2||A=1;no setting follows",
        "# c|#@ integer 1..2;no setting follows",
        "#@ integer 1..2|A=1;A has no description",
        "# c|#@ integer|A=1;something is missing after 'integer'",
        "# c|#@ integer 1-2|A=1;needs bounds MIN..MAX",
        "# c|#@ integer 2..1|A=1;wrong way round",
        "# c|#@ integer 0..3000000000|A=1;does not fit an int",
        "# c|#@ intger 1..2|A=1;unknown type 'intger'",
        "# c|#@ integer 1..2 secrt|A=1;unknown word 'secrt'",
        "# c|#@ integer 1..2 alias|A=1;something is missing after 'alias'",
        "# c|#@ integer 1..2|A=3;must be a whole number from 1 to 2",
        "# c|#@ integer 1..2|A=;neither a default nor 'optional'",
        "# c|#@ integer 1..2 optional|A=1;is optional and has a default",
        "# c|#@ integer 1..2|a=1;not in capitals",
        "# c|#@ integer 1..2 without B 9|A=1;must be a whole number from 1 to 2",
        "# c|#@ integer 1..2 without B 1|A=1;depends on the undeclared B",
        "# c|#@ integer 1..2|A=1||# c|#@ text|A=x;declared twice",
    })
    void refuses_a_malformed_declaration(String lines, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeclarationParser.parse("#== Group\n" + lines.replace('|', '\n') + "\n"))
                .withMessageContaining(reason);
    }

    @Test
    void names_the_line_of_a_malformed_declaration() {
        assertThatIllegalArgumentException().isThrownBy(() -> DeclarationParser.parse("#== G\n# c\n#@ flag\nA=maybe\n"))
                .withMessage("declaration in line 4: must be true or false");
    }
}
