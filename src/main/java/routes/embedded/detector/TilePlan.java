package routes.embedded.detector;

import java.util.ArrayList;
import java.util.List;
import routes.embedded.detector.Changes.Change;

/**
 * Chooses the parts of a picture to look at closely: where a person was found last, what changed and is not explained by an object found in the
 * whole picture, and a grid over what is too large for one tile.
 */
final class TilePlan {

    /** Below this the whole picture already shows a person of 40 pixels. */
    static final int SMALLEST_PICTURE = 2 * InputShape.SQUARE.width();
    /** Side of a tile in pixels of the original: magnified 1.3 times, at which most persons of 40 pixels are found. */
    private static final int SIDE = 320;
    /** A change fills a quarter of its tile: room for what did not change, and 50 to 120 pixels for the model; at 150 it is less sure. */
    private static final int ROOM = 4;
    /** Share of the picture's longer side from which a tile shows hardly more than the whole picture does. */
    private static final double LARGEST = 0.6;
    /** Neighbours in a grid share this part of a tile. */
    private static final double OVERLAP = 0.125;
    private static final double EXPLAINED = 0.4;
    /** A tile is worth its time beside one that contains it and is so many times larger. */
    private static final double SMALLER = 1.5;

    private final Picture picture;
    private final int budget;
    private final List<Region> tiles = new ArrayList<>();

    /** @param budget tiles at most, 0 or more */
    TilePlan(Picture picture, int budget) {
        this.picture = picture;
        this.budget = Math.max(picture.width(), picture.height()) > SMALLEST_PICTURE ? budget : 0;
    }

    boolean possible() {
        return budget > 0;
    }

    /** A grid over all of it, for a picture that can be compared with nothing. */
    List<Region> everywhere() {
        cover(Region.whole(picture));
        return tiles;
    }

    /**
     * @param standing tiles with a person in the picture before
     * @param changes  the strongest first
     * @param objects  found in the whole picture
     */
    List<Region> where(List<Region> standing, List<Change> changes, List<Candidate> objects) {
        standing.forEach(this::add);
        Change large = null;
        for (Change change : changes) {
            if (objects.stream().anyMatch(object -> object.overlap(change.region()) > EXPLAINED)) {
                continue;
            }
            Region tile = around(change.region());
            if (tile != null) {
                add(tile);
            } else if (large == null) {
                large = change;
            }
        }
        if (large != null) {
            cover(large.region());
        }
        return tiles;
    }

    private void add(Region tile) {
        if (tiles.size() < budget && tiles.stream().noneMatch(other -> shows(other, tile))) {
            tiles.add(tile);
        }
    }

    /** Whether one tile shows what the other would, and nearly as large. */
    private static boolean shows(Region tile, Region other) {
        return other.within(tile) > 0.8 && Math.max(tile.width(), tile.height()) < SMALLER * Math.max(other.width(), other.height());
    }

    /** Null when the change is too large for a tile. */
    private Region around(Region change) {
        int side = Math.max(SIDE, ROOM * Math.max(change.width(), change.height()));
        if (side > LARGEST * Math.max(picture.width(), picture.height())) {
            return null;
        }
        // the upright and the wide input cost two thirds of the square one
        int narrow = side * InputShape.TALL.width() / InputShape.TALL.height();
        boolean tall = 2 * change.width() <= narrow;
        boolean wide = !tall && 2 * change.height() <= narrow;
        return Region.around(change.left() + change.width() / 2.0, change.top() + change.height() / 2.0,
                tall ? narrow : side, wide ? narrow : side, picture.width(), picture.height());
    }

    /** The grid of as many tiles as are left that magnifies most. */
    private void cover(Region area) {
        int left = budget - tiles.size();
        int columns = 0;
        int rows = 0;
        double smallest = Double.MAX_VALUE;
        for (int c = 1; c <= left; c++) {
            for (int r = 1; r * c <= left; r++) {
                // a tile smaller than that would only cost
                double side = Math.max(SIDE, Math.max(length(area.width(), c), length(area.height(), r)));
                if (side < smallest - 1) {
                    smallest = side;
                    columns = c;
                    rows = r;
                }
            }
        }
        if (smallest > LARGEST * Math.max(picture.width(), picture.height())) {
            return;
        }
        int width = (int) Math.ceil(length(area.width(), columns));
        int height = (int) Math.ceil(length(area.height(), rows));
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                add(Region.around(area.left() + column * width * (1 - OVERLAP) + width / 2.0,
                        area.top() + row * height * (1 - OVERLAP) + height / 2.0, width, height, picture.width(), picture.height()));
            }
        }
    }

    private static double length(int whole, int parts) {
        return whole / (parts - (parts - 1) * OVERLAP);
    }
}
