package routes.picture;

/**
 * What the markers of a JPEG (ITU-T T.81, annex B) say before its first scan.
 *
 * @param components colours; 0 when the file ends before it is told
 * @param several    whether the picture is spread over several scans, so that all of it must be kept in memory to decode any of it:
 *                   progressive, or with its colours one after the other. True as well when the file ends before it can be told
 */
public record JpegScans(int components, boolean several) {

    private static final int SOF0 = 0xc0;
    private static final int SOF2 = 0xc2;
    private static final int SOF15 = 0xcf;
    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int SOS = 0xda;

    /** The JPEG library keeps six bytes for each pixel of a file in several scans, however little of it is asked for: 96 MB of these. */
    public static final int MAX_SCANS_PIXELS = 16_000_000;

    /** @param file the file, or its first part */
    public static JpegScans of(byte[] file) {
        int components = 0;
        int at = 2;
        while (at + 9 < file.length) {
            int marker = file[at + 1] & 0xff;
            if ((file[at] & 0xff) != 0xff || marker == 0xff) {
                at++;
                continue;
            }
            if (isFrame(marker)) {
                components = file[at + 9] & 0xff;
                if (marker >= SOF2) {
                    return new JpegScans(components, true);
                }
            } else if (marker == SOS) {
                return new JpegScans(components, (file[at + 4] & 0xff) < components);
            }
            at += 2 + ((file[at + 2] & 0xff) << 8 | file[at + 3] & 0xff);
        }
        return new JpegScans(components, true);
    }

    private static boolean isFrame(int marker) {
        return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    }
}
