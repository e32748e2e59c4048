package routes.analyze;

import java.time.LocalTime;

/** Part of the day at the camera, by its clock: the same for the rules and for the prompt. */
enum DayPart {
    /** 22:00 to 06:00. */
    NIGHT("night, dark outside"),
    /** 06:00 to 08:00 and 18:00 to 22:00. */
    TWILIGHT("morning or evening, dim light is likely"),
    DAY("daytime, daylight is likely");

    private static final LocalTime NIGHT_ENDS = LocalTime.of(6, 0);
    private static final LocalTime DAY_STARTS = LocalTime.of(8, 0);
    private static final LocalTime DAY_ENDS = LocalTime.of(18, 0);
    private static final LocalTime NIGHT_STARTS = LocalTime.of(22, 0);

    private final String lighting;

    DayPart(String lighting) {
        this.lighting = lighting;
    }

    static DayPart at(LocalTime time) {
        if (time.isBefore(NIGHT_ENDS) || !time.isBefore(NIGHT_STARTS)) {
            return NIGHT;
        }
        return time.isBefore(DAY_STARTS) || !time.isBefore(DAY_ENDS) ? TWILIGHT : DAY;
    }

    /** In words, judged by the clock alone. */
    String lighting() {
        return lighting;
    }
}
