package routes.api;

import io.swagger.v3.oas.models.media.Schema;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Turns the text of one parameter into a value of the type that its schema declares, or says why that is not possible. Knows the
 * parts of JSON Schema that {@code openapi.yaml} uses for parameters. Stateless.
 */
final class ParameterType {

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart().parseCaseInsensitive().appendLiteral('T').append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart().appendOffsetId().optionalEnd().optionalEnd()
            .toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private final Schema<?> schema;

    ParameterType(Schema<?> schema) {
        this.schema = schema;
    }

    /** @throws IllegalArgumentException with a message for the client */
    Object parse(String text) {
        return switch (String.valueOf(schema.getType())) {
            case "integer" -> bounded(whole(text)).longValueExact();
            case "number" -> bounded(decimal(text)).doubleValue();
            case "boolean" -> truth(text);
            case "string" -> "timestamp".equals(schema.getFormat()) ? time(text) : string(text);
            default -> throw new IllegalStateException("parameter schemas of type " + schema.getType() + " are not supported");
        };
    }

    private static BigDecimal whole(String text) {
        // longer ones would cost time that grows with their length
        if (!text.matches("[+-]?\\d{1,19}")) {
            throw new IllegalArgumentException("must be a whole number");
        }
        return new BigDecimal(text);
    }

    private static BigDecimal decimal(String text) {
        if (!text.matches("[+-]?\\d{1,15}(\\.\\d{1,15})?")) {
            throw new IllegalArgumentException("must be a number");
        }
        return new BigDecimal(text);
    }

    private BigDecimal bounded(BigDecimal value) {
        if (schema.getMinimum() != null && value.compareTo(schema.getMinimum()) < 0) {
            throw new IllegalArgumentException("must be at least " + schema.getMinimum().toPlainString());
        }
        if (schema.getMaximum() != null && value.compareTo(schema.getMaximum()) > 0) {
            throw new IllegalArgumentException("must be at most " + schema.getMaximum().toPlainString());
        }
        return value;
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true", "True", "1" -> true;
            case "false", "False", "0" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    private static OffsetDateTime time(String text) {
        try {
            // a plus sign in a query is a blank
            TemporalAccessor parsed = TIME.parseBest(text.trim().replace(' ', '+'), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            OffsetDateTime time = parsed instanceof OffsetDateTime withOffset ? withOffset
                    : parsed instanceof LocalDateTime local ? local.atOffset(ZoneOffset.UTC)
                    : ((LocalDate) parsed).atStartOfDay().atOffset(ZoneOffset.UTC);
            if (time.getYear() < 1 || time.getYear() > 9999) {
                throw new IllegalArgumentException("must be a time of the years 1 to 9999");
            }
            return time;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be an ISO 8601 time such as 2026-01-09T12:00:00Z", e);
        }
    }

    private String string(String text) {
        boolean lines = "lines".equals(schema.getFormat());
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && !(lines && (c == '\n' || c == '\r' || c == '\t')))
                || text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new IllegalArgumentException("must not contain control characters or broken ones");
        }
        // JSON Schema, 6.3.1: characters of Unicode, not of Java
        int length = text.codePointCount(0, text.length());
        if (schema.getMinLength() != null && length < schema.getMinLength()) {
            throw new IllegalArgumentException("must not be empty");
        }
        if (schema.getMaxLength() != null && length > schema.getMaxLength()) {
            throw new IllegalArgumentException("must have at most " + schema.getMaxLength() + " characters");
        }
        if (schema.getEnum() != null && !schema.getEnum().contains(text)) {
            throw new IllegalArgumentException("must be one of "
                    + schema.getEnum().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        if (schema.getPattern() != null && !text.matches(schema.getPattern())) {
            throw new IllegalArgumentException("must match " + schema.getPattern());
        }
        return text;
    }
}
