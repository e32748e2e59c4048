package routes.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Carries every fault, so that all of them can be mended at once. */
public final class InvalidSettingsException extends RuntimeException {

    private final transient List<SettingFault> faults;

    InvalidSettingsException(List<SettingFault> faults) {
        super(faults.stream().map(SettingFault::toString).collect(Collectors.joining("\n  ", "Invalid configuration:\n  ", "")));
        this.faults = List.copyOf(faults);
    }

    /** At least one. */
    public List<SettingFault> faults() {
        return faults;
    }
}
