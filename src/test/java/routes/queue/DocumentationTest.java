package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.junit.jupiter.api.Test;

/** What another Camel project has to know about the component, and that it can have it. */
class DocumentationTest {

    private static final Path DOCUMENT = Path.of("docs/redis-stream.md");
    private static final Path SOURCES = Path.of("src/main/java/routes/queue");

    /** {@code mvn test -Dtest=DocumentationTest -Dredis.stream.write=true} brings the document up to date. */
    @Test
    void the_reference_in_the_documentation_is_up_to_date() throws IOException {
        String document = Files.readString(DOCUMENT);
        String current = replaced(replaced(replaced(document, "options", options()), "headers", headers()), "attributes", attributes());
        if (Boolean.getBoolean("redis.stream.write")) {
            Files.writeString(DOCUMENT, current);
        } else {
            assertThat(document).isEqualTo(current);
        }
    }

    @Test
    void the_component_needs_nothing_of_the_product() throws IOException {
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.toList()) {
                assertThat(Files.readAllLines(source)).as(source.toString())
                        .noneMatch(line -> line.matches("import (static )?routes\\.(?!queue\\.).*"));
            }
        }
    }

    private static String options() {
        List<Field> fields = Stream.of(RedisStreamConfiguration.class, ConsumerOptions.class).flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                .filter(field -> field.isAnnotationPresent(UriParam.class)).toList();
        return "| Option | Type | Default | What it does |\n|---|---|---|---|\n"
                + rows("", fields, option -> option.label().isEmpty()) + rows("producer: ", fields, option -> option.label().equals("producer"))
                + rows("consumer: ", fields, option -> option.label().equals("consumer"));
    }

    private static String rows(String side, List<Field> fields, Predicate<UriParam> wanted) {
        return fields.stream().filter(field -> wanted.test(field.getAnnotation(UriParam.class))).map(field -> {
            UriParam option = field.getAnnotation(UriParam.class);
            return "| %s`%s` | %s | %s | %s |\n".formatted(side, field.getName(), field.getType().getSimpleName(),
                    option.defaultValue().isEmpty() ? "" : "`" + option.defaultValue().toLowerCase(Locale.ROOT) + "`", option.description());
        }).collect(Collectors.joining());
    }

    private static String headers() {
        return "| Header | Type | |\n|---|---|---|\n" + Arrays.stream(RedisStreamConstants.class.getFields()).map(field -> {
            Metadata header = field.getAnnotation(Metadata.class);
            return "| `%s` | %s%s | %s |\n".formatted(value(field), header.javaType(), header.label().isEmpty() ? "" : ", " + header.label(),
                    header.description());
        }).collect(Collectors.joining());
    }

    private static String attributes() {
        return "| Attribute | |\n|---|---|\n" + Arrays.stream(RedisStreamConsumer.class.getMethods())
                .filter(method -> method.isAnnotationPresent(ManagedAttribute.class)).sorted(Comparator.comparing(method -> name(method.getName())))
                .map(method -> "| `%s` | %s |\n".formatted(name(method.getName()), method.getAnnotation(ManagedAttribute.class).description()))
                .collect(Collectors.joining());
    }

    private static String name(String getter) {
        return getter.replaceFirst("^(get|is)", "");
    }

    private static Object value(Field constant) {
        try {
            return constant.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static String replaced(String document, String part, String text) {
        String begin = "<!-- " + part + " -->\n";
        String end = "<!-- /" + part + " -->";
        assertThat(document).contains(begin, end);
        return document.substring(0, document.indexOf(begin) + begin.length()) + text + document.substring(document.indexOf(end));
    }
}
