package routes.reload;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.Route;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.reifier.ProcessorReifier;
import org.apache.camel.reifier.language.ExpressionReifier;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.StringHelper;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Finds the line and the plain reason in what YAML and Camel throw. */
final class Faults {

    private static final int LINES_OF_AN_ENTRY = 100;

    private Faults() {
    }

    static RouteFileException of(RouteFile file, Exception failure) {
        return chain(failure).filter(MarkedYamlEngineException.class::isInstance).map(MarkedYamlEngineException.class::cast)
                .filter(marked -> marked.getProblemMark().isPresent()).findFirst()
                .map(marked -> new RouteFileException(file.path(), line(file, marked), marked.getProblem()))
                .orElseGet(() -> new RouteFileException(file.path(), 0, reason(failure)));
    }

    /** Camel tells the route, not the step: each is tried again by itself to find the one that fails. */
    static RouteFileException of(RouteFile file, CamelContext context, RouteDefinition route, Exception failure) {
        try {
            context.getEndpoint(route.getInput().getEndpointUri());
        } catch (RuntimeException e) {
            return new RouteFileException(file.path(), line(file, route), reason(e));
        }
        Route bare = PluginHelper.getRouteFactory(context).createRoute(context, route, route.getRouteId(), null, null, null, null);
        for (ProcessorDefinition<?> step : ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class)) {
            try {
                build(bare, step);
            } catch (Exception e) {
                return new RouteFileException(file.path(), file.line(step.getLineNumber(), step.getShortName()), reason(e));
            }
        }
        return new RouteFileException(file.path(), line(file, route), reason(failure));
    }

    static int line(RouteFile file, RouteDefinition route) {
        return file.line(route.getInput().getLineNumber(), "from");
    }

    /** Camel marks the entry with a field it does not know, not the field. */
    private static int line(RouteFile file, MarkedYamlEngineException marked) {
        int line = marked.getProblemMark().orElseThrow().getLine() + 1;
        String field = StringHelper.after(marked.getProblem(), "Unsupported field: ");
        return field == null ? line : IntStream.rangeClosed(line, line + LINES_OF_AN_ENTRY).filter(next -> file.line(next - 1, field) == next).findFirst().orElse(line);
    }

    private static void build(Route route, ProcessorDefinition<?> step) throws Exception {
        if (step instanceof ExpressionNode node && node.getExpression() != null) {
            ExpressionReifier.reifier(route.getCamelContext(), node.getExpression()).createExpression();
        }
        if (step.getOutputs().isEmpty()) {
            ProcessorReifier.reifier(route, step).createProcessor();
        }
    }

    /** The innermost message, without Camel's dump of the whole route. */
    private static String reason(Exception failure) {
        return chain(failure).filter(cause -> !(cause instanceof FailedToCreateRouteException && cause.getCause() != null))
                .filter(cause -> cause.getMessage() != null).reduce((outer, inner) -> outer.getMessage().contains(inner.getMessage()) ? outer : inner)
                .map(Throwable::getMessage).orElse(failure.toString());
    }

    private static Stream<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(10);
    }
}
