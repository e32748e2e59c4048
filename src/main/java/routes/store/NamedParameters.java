package routes.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeExchangeException;
import org.apache.camel.component.jdbc.DefaultJdbcPrepareStatementStrategy;

/**
 * Named parameters ({@code :?name}, the value is the header of that name) as camel-jdbc has them, but each statement is searched for them
 * once and not three times per execution. For endpoints whose statements are constants. Thread-safe.
 */
public final class NamedParameters extends DefaultJdbcPrepareStatementStrategy {

    private static final Pattern NAME = Pattern.compile(":\\?(\\w+)");

    private final Map<String, Statement> statements = new ConcurrentHashMap<>();

    private record Statement(String prepared, List<String> names) {

        static Statement of(String query) {
            List<String> names = new ArrayList<>();
            String prepared = NAME.matcher(query).replaceAll(found -> {
                names.add(found.group(1));
                return Matcher.quoteReplacement("?");
            });
            return new Statement(prepared, names);
        }
    }

    @Override
    public String prepareQuery(String query, boolean allowNamedParameters) throws SQLException {
        return allowNamedParameters ? statements.computeIfAbsent(query, Statement::of).prepared : super.prepareQuery(query, false);
    }

    @Override
    public Iterator<?> createPopulateIterator(String query, String preparedQuery, int expectedParams, Exchange exchange, Object value)
            throws SQLException {
        Statement statement = statements.get(query);
        if (statement == null || statement.names.isEmpty()) {
            return super.createPopulateIterator(query, preparedQuery, expectedParams, exchange, value);
        }
        return statement.names.stream().map(name -> header(exchange, name)).iterator();
    }

    private static Object header(Exchange exchange, String name) {
        Map<String, Object> headers = exchange.getIn().getHeaders();
        if (!headers.containsKey(name)) {
            throw new RuntimeExchangeException("no header " + name + " for the statement's parameter of that name", exchange);
        }
        return headers.get(name);
    }
}
