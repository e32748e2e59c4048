package routes.reload;

import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What a file may be made of: routes, and error handling for them. Whatever reaches beyond the file (beans, REST, configurations and
 * interceptors of other routes) could not be taken back when the file goes.
 */
final class FileShape {

    private static final Set<String> ALLOWED = Set.of("route", "onException", "on-exception", "errorHandler", "error-handler");

    private FileShape() {
    }

    static void check(RouteFile file) throws RouteFileException {
        for (Node entry : entries(file)) {
            if (!(entry instanceof MappingNode mapping)) {
                throw new RouteFileException(file.path(), line(entry), "an entry of the list has to be `- route:`");
            }
            for (NodeTuple tuple : mapping.getValue()) {
                String kind = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
                if (!ALLOWED.contains(kind)) {
                    throw new RouteFileException(file.path(), line(tuple.getKeyNode()), "`" + kind + "` cannot stand here: a file of ROUTES_DIR "
                            + "holds `route`, and `onException` or `errorHandler` for its own routes" + advice(kind));
                }
            }
        }
    }

    private static List<Node> entries(RouteFile file) throws RouteFileException {
        try {
            Node root = new Compose(LoadSettings.builder().build()).composeString(file.text())
                    .orElseThrow(() -> new RouteFileException(file.path(), 0, "it is empty; delete it to remove its routes"));
            if (root instanceof SequenceNode list) {
                return list.getValue();
            }
            throw new RouteFileException(file.path(), line(root), "it has to be a list that begins with `- route:`");
        } catch (YamlEngineException e) {
            throw Faults.of(file, e);
        }
    }

    private static String advice(String kind) {
        return switch (kind) {
            case "from" -> "; put `from` below `- route:` and give the route an `id`";
            case "beans" -> "; use the beans of the product";
            default -> "";
        };
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
