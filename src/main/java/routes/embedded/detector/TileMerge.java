package routes.embedded.detector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes one list of what was found in the whole picture and in its tiles. The same object is often found twice, and one that a tile's border cuts is
 * found in pieces. Within one view nothing is merged: there the model has told neighbours apart.
 */
final class TileMerge {

    /** Share of the smaller box inside the larger from which both are the same object, or one is a piece of the other. */
    private static final double CONTAINED = 0.7;
    /** Pieces on both sides of a border must agree this well in their extent along it. */
    private static final double ALONG = 0.6;
    /** Nearer to the border of its tile than this share of the tile, a box is taken as cut. */
    private static final double BORDER = 0.02;

    private final Picture picture;
    private final List<Sighting> sightings = new ArrayList<>();

    TileMerge(Picture picture) {
        this.picture = picture;
    }

    private record Sighting(Candidate box, Region view, boolean cut) {
    }

    /**
     * @param view  the whole picture or a tile of it
     * @param found in it, overlaps removed
     */
    void add(Region view, List<Candidate> found) {
        for (Candidate box : found) {
            sightings.add(new Sighting(box, view, isCut(box, view)));
        }
    }

    private boolean isCut(Candidate box, Region view) {
        double x = view.width() * BORDER;
        double y = view.height() * BORDER;
        return view.left() > 0 && box.left() < view.left() + x || view.top() > 0 && box.top() < view.top() + y
                || view.right() < picture.width() && box.right() > view.right() - x
                || view.bottom() < picture.height() && box.bottom() > view.bottom() - y;
    }

    /** The best score first. Whole boxes displace pieces; pieces that meet become one box. */
    List<Candidate> objects() {
        sightings.sort(Comparator.comparing(Sighting::cut).thenComparing(sighting -> -sighting.box().score()));
        var kept = new ArrayList<Sighting>();
        sightings.forEach(sighting -> take(sighting, kept));
        return kept.stream().map(Sighting::box).sorted(Comparator.comparingDouble(Candidate::score).reversed()).toList();
    }

    private void take(Sighting sighting, List<Sighting> kept) {
        for (int i = 0; i < kept.size(); i++) {
            Sighting other = kept.get(i);
            if (other.view() == sighting.view() || other.box().type().family() != sighting.box().type().family()) {
                continue;
            }
            boolean pieces = other.cut() && sighting.cut();
            if (pieces && (meet(other.box(), sighting.box()) || same(other.box(), sighting.box()))) {
                kept.remove(i);
                // the larger box may meet a further piece
                take(new Sighting(other.box().union(sighting.box()), other.view(), true), kept);
                return;
            }
            if (!pieces && same(other.box(), sighting.box())) {
                return;
            }
        }
        kept.add(sighting);
    }

    private static boolean same(Candidate a, Candidate b) {
        return a.overlap(b) > NonMaximumSuppression.MAX_OVERLAP || a.shared(b) > CONTAINED * Math.min(a.area(), b.area());
    }

    private static boolean meet(Candidate a, Candidate b) {
        double across = shared(a.left(), a.right(), b.left(), b.right());
        double down = shared(a.top(), a.bottom(), b.top(), b.bottom());
        return across >= 0 && down >= 0 && (across > ALONG * Math.min(a.right() - a.left(), b.right() - b.left())
                || down > ALONG * Math.min(a.bottom() - a.top(), b.bottom() - b.top()));
    }

    private static double shared(double from, double to, double otherFrom, double otherTo) {
        return Math.min(to, otherTo) - Math.max(from, otherFrom);
    }
}
