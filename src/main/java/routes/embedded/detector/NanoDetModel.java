package routes.embedded.detector;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;

/**
 * The loaded NanoDet-g model. Thread-safe, as ONNX Runtime sessions are; {@link #close()} only when no detector made
 * from it runs any more.
 */
final class NanoDetModel implements AutoCloseable {

    private static final String RESOURCE = "/models/nanodet-g-variable.onnx";

    private final OrtEnvironment environment;
    private final OrtSession session;

    private NanoDetModel(OrtEnvironment environment, OrtSession session) {
        this.environment = environment;
        this.session = session;
    }

    /** @param threads for one run, 1 or more */
    static NanoDetModel load(int threads) throws IOException, OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "hearthwatch");
        // nothing about a home leaves it
        environment.setTelemetry(false);
        try (InputStream model = NanoDetModel.class.getResourceAsStream(RESOURCE);
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            if (model == null) {
                throw new IOException("model " + RESOURCE + " is not on the class path");
            }
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // waiting threads sleep instead of burning a core between pictures
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            return new NanoDetModel(environment, environment.createSession(model.readAllBytes(), options));
        }
    }

    /** @param scenes shared by all detectors: each may get a picture of any camera */
    ObjectDetector newDetector(DetectorOptions options, CameraScenes scenes) {
        return new ObjectDetector(environment, session, new PictureDecoder(options.maxPixels(), options.maxTiles() > 0), options.floors(), scenes);
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
