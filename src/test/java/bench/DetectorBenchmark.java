package bench;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import routes.detect.BoundingBox;
import routes.embedded.detector.DetectorTrial;
import routes.embedded.detector.DetectorTrial.Look;
import routes.embedded.detector.Scenes;
import routes.embedded.detector.Scenes.Background;
import routes.embedded.detector.TestPictures;

/** What the embedded detector costs and what it finds, on generated camera pictures and on the samples. */
final class DetectorBenchmark implements Benchmark {

    private static final int TILES = 8;
    private static final int ROUNDS = 12;
    private static final int PICTURES = 4;
    private static final int BALLS = 2;
    private static final List<Integer> HEIGHTS = List.of(40, 60, 80, 120);

    private final List<Figure> figures = new ArrayList<>();
    private int cameras;

    @Override
    public String name() {
        return "detector";
    }

    @Override
    public String description() {
        return "the embedded detector on one thread: CPU time per picture, persons of known height found, persons seen where there are none";
    }

    @Override
    public List<Figure> run() throws Exception {
        try (var detector = new DetectorTrial(Path.of("target", "bench", "native"))) {
            samples(detector);
            for (int[] size : new int[][] {{1920, 1080}, {3840, 2160}}) {
                String name = size[0] == 1920 ? "1080p" : "4K";
                cost(detector, name, size[0], size[1]);
                recall(detector, name, size[0], size[1]);
                falseAlarms(detector, name, size[0], size[1]);
            }
        }
        return figures;
    }

    private void add(Figure figure) {
        figures.add(figure);
        System.out.printf("%s: %.1f %s%n", figure.name(), figure.value(), figure.unit());
    }

    private void samples(DetectorTrial detector) throws Exception {
        int objects = 0;
        for (String photo : List.of("dog.jpg", "person.jpg", "astronaut.png", "chelsea.png")) {
            objects += detector.look(TestPictures.sample(photo), "", TILES).seen().size();
        }
        add(new Figure("samples: objects found, of 7", objects, "", ">= 7"));
    }

    private void cost(DetectorTrial detector, String name, int width, int height) throws Exception {
        BufferedImage scene = Scenes.background(Background.PORCHES, width, height);
        byte[] empty = Scenes.jpeg(scene);
        Scenes.addPerson(scene, width / 2, height / 2, 40, false);
        byte[] person = Scenes.jpeg(scene);
        for (int i = 0; i < 3 * ROUNDS; i++) {
            detector.look(empty, "warm", TILES);
            detector.look(empty, "", 0);
        }
        double whole = 0;
        double still = 0;
        double changed = 0;
        double everywhere = 0;
        int tiles = 0;
        for (int i = 0; i < ROUNDS; i++) {
            whole += detector.look(empty, "", 0).cpuMillis();
            String camera = "cost_" + cameras++;
            everywhere += detector.look(empty, camera, TILES).cpuMillis();
            still += detector.look(empty, camera, TILES).cpuMillis();
            Look look = detector.look(person, camera, TILES);
            changed += look.cpuMillis();
            tiles += look.tiles();
        }
        add(Figure.of(name + ": CPU, DETECTOR_MAX_TILES=0", whole / ROUNDS, "ms"));
        add(new Figure(name + ": CPU, nothing changed", still / ROUNDS, "ms", name.equals("1080p") ? "<= 60" : ""));
        add(Figure.of(name + ": CPU, a person of 40 px came", changed / ROUNDS, "ms"));
        add(Figure.of(name + ": tiles for that person", (double) tiles / ROUNDS, ""));
        add(Figure.of(name + ": CPU, first picture of a camera", everywhere / ROUNDS, "ms"));
    }

    /** Persons of all heights, each in a cell of its own, in the light of another hour than the first picture. */
    private void recall(DetectorTrial detector, String name, int width, int height) throws Exception {
        var random = new Random(1);
        int[] whole = new int[HEIGHTS.size()];
        int[] first = new int[HEIGHTS.size()];
        int[] later = new int[HEIGHTS.size()];
        double tiles = 0;
        for (Background background : Background.values()) {
            BufferedImage empty = Scenes.background(background, width, height);
            for (int i = 0; i < PICTURES; i++) {
                String camera = "recall_" + cameras++;
                detector.look(Scenes.jpeg(brighter(empty)), camera, 1);
                BufferedImage scene = copy(empty);
                List<BoundingBox> places = new ArrayList<>();
                for (int k = 0; k < HEIGHTS.size(); k++) {
                    int size = HEIGHTS.get((k + i) % HEIGHTS.size());
                    int x = k * width / 4 + random.nextInt(width / 4 - size);
                    places.add(Scenes.addPerson(scene, x, random.nextInt(height - size), size, random.nextBoolean()));
                }
                byte[] picture = Scenes.jpeg(scene);
                Look inWhole = detector.look(picture, "", 0);
                Look inFirst = detector.look(picture, "", TILES);
                Look inLater = detector.look(picture, camera, TILES);
                tiles += inLater.tiles();
                for (BoundingBox place : places) {
                    int k = HEIGHTS.indexOf(place.height());
                    whole[k] += inWhole.person(place) ? 1 : 0;
                    first[k] += inFirst.person(place) ? 1 : 0;
                    later[k] += inLater.person(place) ? 1 : 0;
                }
            }
        }
        int pictures = PICTURES * Background.values().length;
        for (int k = 0; k < HEIGHTS.size(); k++) {
            String what = "%s: persons of %d px found, ".formatted(name, HEIGHTS.get(k));
            add(Figure.of(what + "DETECTOR_MAX_TILES=0", 100.0 * whole[k] / pictures, "%"));
            add(Figure.of(what + "first picture of a camera", 100.0 * first[k] / pictures, "%"));
            add(new Figure(what + "later pictures", 100.0 * later[k] / pictures, "%", ">= 80"));
        }
        add(Figure.of(name + ": tiles for the four persons", tiles / pictures, ""));
    }

    /** Empty scenes, and scenes in which something comes that is no person. */
    private void falseAlarms(DetectorTrial detector, String name, int width, int height) throws Exception {
        var random = new Random(1);
        long whole = 0;
        long first = 0;
        long compared = 0;
        for (Background background : Background.values()) {
            BufferedImage empty = Scenes.background(background, width, height);
            String camera = "empty_" + cameras++;
            byte[] picture = Scenes.jpeg(empty);
            whole += detector.look(picture, "", 0).persons();
            first += detector.look(picture, camera, TILES).persons();
            for (int i = 0; i < BALLS; i++) {
                BufferedImage scene = copy(empty);
                Graphics2D graphics = scene.createGraphics();
                for (int k = 0; k < 4; k++) {
                    graphics.setColor(new Color(random.nextInt(0x1000000)));
                    graphics.fillOval(random.nextInt(width - 100), random.nextInt(height - 100), 30 + random.nextInt(60), 30 + random.nextInt(60));
                }
                graphics.dispose();
                compared += detector.look(Scenes.jpeg(scene), camera, TILES).persons();
            }
        }
        String what = name + ": persons seen in %d pictures without any, ";
        int scenes = Background.values().length;
        add(Figure.of(what.formatted(scenes) + "DETECTOR_MAX_TILES=0", whole, ""));
        add(Figure.of(what.formatted(scenes) + "first picture of a camera", first, ""));
        add(Figure.of(what.formatted(BALLS * scenes) + "later ones with four coloured balls each", compared, ""));
    }

    /** The light of another hour, so that comparing is not too easy. */
    private static BufferedImage brighter(BufferedImage picture) {
        return new java.awt.image.RescaleOp(1.1f, 8, null).filter(picture, null);
    }

    private static BufferedImage copy(BufferedImage picture) {
        var copy = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = copy.createGraphics();
        graphics.drawImage(picture, 0, 0, null);
        graphics.dispose();
        return copy;
    }
}
