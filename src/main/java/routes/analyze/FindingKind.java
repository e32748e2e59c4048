package routes.analyze;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an enrichment service was asked; in lower case on the wire. */
public enum FindingKind {
    /** One sentence about the whole picture. */
    CAPTION,
    /** Text read in the picture, for example a number plate. */
    OCR,
    VEHICLE,
    PET,
    CLOTHING,
    POSE,
    DEPTH,
    /** A vector for re-identification; it says nothing to a judge by itself. */
    EMBEDDING,
    /** The same person or vehicle was seen on another camera. */
    REIDENTIFICATION,
    /** A kind that this version does not know, from a route that someone added: kept, but not judged. */
    OTHER;

    /** The kind with that name in any case; {@link #OTHER} when there is none. */
    @JsonCreator
    public static FindingKind named(String name) {
        for (FindingKind kind : values()) {
            if (kind.name().equalsIgnoreCase(name)) {
                return kind;
            }
        }
        return OTHER;
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
