package routes.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A decimal number within bounds, or a time given as a number of seconds, hours or days.
 *
 * @param fractions whether digits after a decimal point are allowed
 * @param timeUnit  present when the number is a time
 */
record NumberType(String label, BigDecimal min, BigDecimal max, boolean fractions, Optional<ChronoUnit> timeUnit) implements SettingType {

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,18}(\\.\\d{1,9})?");
    private static final Pattern BOUNDS = Pattern.compile("(-?\\d+(?:\\.\\d+)?)\\.\\.(-?\\d+(?:\\.\\d+)?)");

    NumberType {
        if (min.compareTo(max) > 0) {
            throw new IllegalArgumentException("the bounds " + min + ".." + max + " are the wrong way round");
        }
        if (!fractions && max.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("the upper bound " + max + " does not fit an int");
        }
    }

    /**
     * @param label  {@code integer}, {@code number}, {@code seconds}, {@code hours} or {@code days}
     * @param bounds {@code MIN..MAX}; a decimal point in the bounds of a time allows fractions of its unit
     */
    static NumberType of(String label, String bounds) {
        Matcher matcher = BOUNDS.matcher(bounds);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("type " + label + " needs bounds MIN..MAX, not '" + bounds + "'");
        }
        boolean time = !label.equals("integer") && !label.equals("number");
        boolean point = matcher.group(1).contains(".") || matcher.group(2).contains(".");
        return new NumberType(label, new BigDecimal(matcher.group(1)), new BigDecimal(matcher.group(2)),
                label.equals("number") || time && point,
                time ? Optional.of(ChronoUnit.valueOf(label.toUpperCase(Locale.ROOT))) : Optional.empty());
    }

    @Override
    public String range() {
        return min.stripTrailingZeros().toPlainString() + ".." + max.stripTrailingZeros().toPlainString();
    }

    @Override
    public Object parse(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException(allowed());
        }
        BigDecimal value = new BigDecimal(text).stripTrailingZeros();
        boolean whole = value.scale() <= 0;
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0 || !whole && !fractions) {
            throw new IllegalArgumentException(allowed());
        }
        return value;
    }

    @Override
    public String format(Object value) {
        return ((BigDecimal) value).toPlainString();
    }

    /** The time that a number of this type's unit stands for. */
    Duration duration(BigDecimal value) {
        ChronoUnit unit = timeUnit.orElseThrow(() -> new IllegalArgumentException(label + " is not a time"));
        BigDecimal nanosPerUnit = BigDecimal.valueOf(unit.getDuration().toSeconds()).movePointRight(9);
        return Duration.ofNanos(value.multiply(nanosPerUnit).longValueExact());
    }

    private String allowed() {
        String kind = fractions ? "a number" : "a whole number";
        String what = timeUnit.isPresent() ? kind + " of " + label : kind;
        String[] bounds = range().split("\\.\\.");
        return "must be " + what + " from " + bounds[0] + " to " + bounds[1];
    }
}
