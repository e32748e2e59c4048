package routes.watch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks the markers of a JPEG (ITU-T T.81, annex B) from SOI through every scan to EOI. Segments are skipped by their length, so that the EOI of
 * a thumbnail inside an APPn segment does not count. Bytes between segments and after EOI are irregular but no damage, as every common decoder
 * skips them: cameras pad, and multi-picture files append further images.
 */
final class JpegStructure extends ImageStructure {

    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    /** Offset of height and width in a frame header, after its length: one byte of sample precision. */
    private static final int FRAME_BYTES = 5;
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private enum Expect { SOI_PREFIX, SOI_CODE, PREFIX, CODE, LENGTH_HIGH, LENGTH_LOW, SEGMENT, SCAN, SCAN_CODE, END }

    private Expect expect = Expect.SOI_PREFIX;
    private int code;
    private int remaining;
    private int frameIndex;
    private int frameHeight;
    private int frameWidth;
    private boolean scanned;

    @Override
    void feed(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && !corrupt) {
            switch (expect) {
                case SCAN -> {
                    at = nextPrefix(bytes, at, to);
                    if (at < to) {
                        at++;
                        expect = Expect.SCAN_CODE;
                    }
                }
                case SEGMENT -> at += segment(bytes, at, to);
                default -> next(bytes[at++] & 0xFF);
            }
        }
    }

    /** Eight bytes at a time, because nearly all of a picture is scan data. @return where the next 0xFF is, {@code to} when there is none */
    private static int nextPrefix(byte[] bytes, int from, int to) {
        int at = from;
        while (at <= to - Long.BYTES) {
            long inverted = ~(long) EIGHT.get(bytes, at);
            // a zero byte is the only one that borrows from its high bit while that is 0; the lowest one found is always right
            long zeros = (inverted - ONES) & ~inverted & HIGH_BITS;
            if (zeros != 0) {
                return at + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
            at += Long.BYTES;
        }
        while (at < to && bytes[at] != (byte) 0xFF) {
            at++;
        }
        return at;
    }

    private void next(int value) {
        switch (expect) {
            case SOI_PREFIX -> require(value == 0xFF, Expect.SOI_CODE);
            case SOI_CODE -> require(value == SOI, Expect.PREFIX);
            case PREFIX -> {
                if (value == 0xFF) {
                    expect = Expect.CODE;
                } else {
                    irregular = true;
                }
            }
            case CODE -> marker(value);
            case LENGTH_HIGH -> {
                remaining = value << 8;
                expect = Expect.LENGTH_LOW;
            }
            case LENGTH_LOW -> {
                remaining = (remaining | value) - 2;
                frameIndex = 0;
                require(remaining >= 0, remaining == 0 ? afterSegment() : Expect.SEGMENT);
            }
            case SCAN_CODE -> {
                boolean restart = value >= 0xD0 && value <= 0xD7;
                if (value == 0 || restart) {
                    expect = Expect.SCAN;
                } else {
                    marker(value);
                }
            }
            case END -> irregular |= value != 0;
            default -> throw new IllegalStateException("not a single byte state: " + expect);
        }
    }

    private void marker(int value) {
        if (value == 0xFF) {
            return; // fill byte: the code is still to come
        }
        code = value;
        if (value == 0) {
            irregular = true;
            expect = Expect.PREFIX;
        } else if (value == EOI) {
            require(scanned && width > 0 && height > 0, Expect.END);
        } else if (value == SOI) {
            corrupt = true;
        } else if (value == 0x01 || value >= 0xD0 && value <= 0xD7) {
            expect = Expect.PREFIX; // TEM and restart markers stand alone
        } else {
            expect = Expect.LENGTH_HIGH;
        }
    }

    private int segment(byte[] bytes, int from, int to) {
        int count = Math.min(remaining, to - from);
        if (isFrameHeader()) {
            for (int i = from; i < from + count && frameIndex < FRAME_BYTES; i++) {
                frameByte(frameIndex++, bytes[i] & 0xFF);
            }
        }
        remaining -= count;
        if (remaining == 0) {
            expect = afterSegment();
        }
        return count;
    }

    private Expect afterSegment() {
        if (code == SOS) {
            scanned = true;
            corrupt |= width == 0; // a scan needs a frame before it
            return Expect.SCAN;
        }
        return Expect.PREFIX;
    }

    private boolean isFrameHeader() {
        return code >= 0xC0 && code <= 0xCF && code != 0xC4 && code != 0xC8 && code != 0xCC;
    }

    private void frameByte(int index, int value) {
        switch (index) {
            case 1, 2 -> frameHeight = frameHeight << 8 & 0xFF00 | value;
            case 3 -> frameWidth = value;
            case 4 -> {
                frameWidth = frameWidth << 8 | value;
                // no decoder of ours reads a height that is given only after the first scan (DNL)
                corrupt |= frameWidth == 0 || frameHeight == 0;
                width = Math.max(width, frameWidth);
                height = Math.max(height, frameHeight);
            }
            default -> { } // sample precision
        }
    }

    private void require(boolean condition, Expect then) {
        corrupt |= !condition;
        expect = then;
    }

    @Override
    String format() {
        return "jpeg";
    }

    @Override
    boolean endsLike(int lastButOne, int last) {
        return lastButOne == 0xFF && last == EOI;
    }

    @Override
    boolean ended() {
        return expect == Expect.END && !corrupt;
    }
}
