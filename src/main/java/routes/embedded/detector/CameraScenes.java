package routes.embedded.detector;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each camera usually shows, as a running mean of its last pictures in coarse brightness, and where somebody was seen
 * last. Holds at most {@link #MAX_CELLS} cells of one byte; the camera not heard of for longest goes first. Thread-safe.
 */
final class CameraScenes {

    /** 32 MB: 1000 cameras with 1080p, 250 with 4K. */
    static final int MAX_CELLS = 32_000_000;
    /** Share of a new picture in the mean: what stays is part of the scene after about ten pictures. */
    private static final float SHARE = 0.2f;

    private final Map<String, Kept> scenes = new LinkedHashMap<>(16, 0.75f, true);
    private int cells;

    /** @param standing tiles in which a person was found in the last picture */
    record Scene(LumaGrid usual, List<Region> standing) {
    }

    private record Kept(byte[] usual, int columns, int rows, int cell, List<Region> standing) {
    }

    /** Null when this camera has sent no picture of this size lately. */
    Scene of(String camera, LumaGrid now) {
        Kept kept = find(camera);
        return kept == null || kept.columns() != now.columns() || kept.rows() != now.rows() || kept.cell() != now.cell() ? null
                : new Scene(LumaGrid.of(kept.usual(), kept.columns(), kept.rows(), kept.cell()), kept.standing());
    }

    private synchronized Kept find(String camera) {
        return scenes.get(camera);
    }

    /** The picture becomes part of what its camera usually shows. */
    void seen(String camera, LumaGrid now, List<Region> standing) {
        Scene before = of(camera, now);
        LumaGrid usual = before == null ? now : before.usual().towards(now, SHARE);
        keep(camera, new Kept(usual.bytes(), usual.columns(), usual.rows(), usual.cell(), List.copyOf(standing)));
    }

    private synchronized void keep(String camera, Kept scene) {
        Kept replaced = scenes.put(camera, scene);
        cells += scene.usual().length - (replaced == null ? 0 : replaced.usual().length);
        Iterator<Kept> oldest = scenes.values().iterator();
        while (cells > MAX_CELLS && oldest.hasNext()) {
            cells -= oldest.next().usual().length;
            oldest.remove();
        }
    }

    synchronized int cells() {
        return cells;
    }
}
