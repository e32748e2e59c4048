package routes.embedded.detector;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors of one worker for one input shape, allocated once outside the heap and reused for every picture, so that
 * memory stays flat. Not thread-safe; the session behind it is.
 */
final class Inference implements AutoCloseable {

    private static final int CLASSES = 80;

    private final InputShape shape;
    private final OrtSession session;
    private final FloatBuffer input;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs = new HashMap<>();
    private final List<OutputGrid> grids = new ArrayList<>();

    Inference(OrtEnvironment environment, OrtSession session, InputShape shape) throws OrtException {
        this.shape = shape;
        this.session = session;
        this.input = allocate(3 * shape.width() * shape.height());
        this.inputs = Map.of("image",
                OnnxTensor.createTensor(environment, input, new long[] {1, 3, shape.height(), shape.width()}));
        for (int stride : InputShape.STRIDES) {
            FloatBuffer scores = output(environment, "scores_" + stride, shape.cells(stride), CLASSES);
            FloatBuffer distances = output(environment, "distances_" + stride, shape.cells(stride), OutputGrid.DISTANCES);
            grids.add(new OutputGrid(stride, shape.columns(stride), scores, distances));
        }
    }

    private FloatBuffer output(OrtEnvironment environment, String name, int cells, int values) throws OrtException {
        FloatBuffer buffer = allocate(cells * values);
        outputs.put(name, OnnxTensor.createTensor(environment, buffer, new long[] {1, cells, values}));
        return buffer;
    }

    private static FloatBuffer allocate(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    InputShape shape() {
        return shape;
    }

    /** To be filled before {@link #run()}. */
    FloatBuffer input() {
        return input;
    }

    /** The model's answer; valid until the next run. */
    List<OutputGrid> run() throws OrtException {
        session.run(inputs, outputs).close();
        return grids;
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
    }
}
