package routes.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Carries every fault, so that all of them can be mended at once. */
public final class InvalidSettingsException extends RuntimeException {

    private final transient List<SettingFault> faults;
    private final transient Settings rest;

    InvalidSettingsException(List<SettingFault> faults, Settings rest) {
        super(faults.stream().map(SettingFault::toString).collect(Collectors.joining("\n  ", "Invalid configuration:\n  ", "")));
        this.faults = List.copyOf(faults);
        this.rest = rest;
    }

    /** At least one. */
    public List<SettingFault> faults() {
        return faults;
    }

    /** What was given and is right, and the default in place of each wrong value: good for looking for further faults, not for a start. */
    public Settings rest() {
        return rest;
    }
}
