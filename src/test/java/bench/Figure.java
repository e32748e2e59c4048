package bench;

/**
 * One measured number.
 *
 * @param name   what was measured, e.g. {@code "file to detection.new, p99"}
 * @param unit   e.g. {@code "ms"}, {@code "images/s"}, {@code "MiB"}
 * @param target what it should be, e.g. {@code ">= 5000"}; empty when there is none
 */
public record Figure(String name, double value, String unit, String target) {

    public static Figure of(String name, double value, String unit) {
        return new Figure(name, value, unit, "");
    }

    /** @return whether the value keeps to its target, which is {@code ">= n"} or {@code "<= n"}; true without one */
    boolean met() {
        if (target.isEmpty()) {
            return true;
        }
        double bound = Double.parseDouble(target.substring(2).trim());
        return target.startsWith(">=") ? value >= bound : value <= bound;
    }
}
