package routes.watch;

import java.util.zip.CRC32;

/**
 * Walks the chunks of a PNG (W3C PNG specification, section 5) from IHDR to IEND and checks the CRC of the critical ones;
 * decoders discard an ancillary chunk that is damaged.
 */
final class PngStructure extends ImageStructure {

    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int IHDR = 0x49484452;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;

    private enum Expect { SIGNATURE, LENGTH, TYPE, DATA, CRC, END }

    private final CRC32 crc = new CRC32();
    private Expect expect = Expect.SIGNATURE;
    private long number;
    private int digits;
    private int type;
    private long length;
    private long remaining;
    private boolean header;
    private boolean pixels;

    @Override
    void feed(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && !corrupt) {
            if (expect == Expect.DATA) {
                at += data(bytes, at, to);
            } else if (expect == Expect.END) {
                irregular |= bytes[at++] != 0;
            } else {
                number = number << 8 | bytes[at++] & 0xFF;
                if (++digits == (expect == Expect.SIGNATURE ? 8 : 4)) {
                    number();
                    number = 0;
                    digits = 0;
                }
            }
        }
    }

    private void number() {
        switch (expect) {
            case SIGNATURE -> require(number == SIGNATURE, Expect.LENGTH);
            case LENGTH -> {
                length = number;
                require(length <= Integer.MAX_VALUE, Expect.TYPE);
            }
            case TYPE -> chunk((int) number);
            case CRC -> {
                require(isAncillary() || number == crc.getValue(), type == IEND ? Expect.END : Expect.LENGTH);
                corrupt |= type == IEND && !pixels;
            }
            default -> throw new IllegalStateException("not a number state: " + expect);
        }
    }

    private void chunk(int type) {
        this.type = type;
        remaining = length;
        crc.reset();
        crc.update(new byte[] {(byte) (type >> 24), (byte) (type >> 16), (byte) (type >> 8), (byte) type});
        boolean first = !header;
        header = true;
        pixels |= type == IDAT;
        require(isName(type) && first == (type == IHDR) && (!first || length == 13), length == 0 ? Expect.CRC : Expect.DATA);
    }

    private int data(byte[] bytes, int from, int to) {
        int count = (int) Math.min(remaining, to - from);
        if (!isAncillary()) {
            crc.update(bytes, from, count);
        }
        if (type == IHDR) {
            for (int i = from; i < from + count; i++) {
                headerByte((int) (length - remaining) + i - from, bytes[i] & 0xFF);
            }
        }
        remaining -= count;
        if (remaining == 0) {
            expect = Expect.CRC;
        }
        return count;
    }

    private void headerByte(int index, int value) {
        if (index < 4) {
            width = width << 8 | value;
        } else if (index < 8) {
            height = height << 8 | value;
            corrupt |= index == 7 && (width <= 0 || height <= 0);
        }
    }

    private boolean isAncillary() {
        return (type & 0x20000000) != 0;
    }

    private static boolean isName(int type) {
        for (int shift = 0; shift < 32; shift += 8) {
            int letter = type >> shift & 0xDF;
            if (letter < 'A' || letter > 'Z') {
                return false;
            }
        }
        return true;
    }

    private void require(boolean condition, Expect then) {
        corrupt |= !condition;
        expect = then;
    }

    @Override
    String format() {
        return "png";
    }

    @Override
    boolean endsLike(int lastButOne, int last) {
        return lastButOne == 0x60 && last == 0x82; // CRC of the empty IEND chunk: AE 42 60 82
    }

    @Override
    boolean ended() {
        return expect == Expect.END && !corrupt;
    }
}
