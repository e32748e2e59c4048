package routes.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.apache.camel.component.jdbc.ConnectionStrategy;

/**
 * Connections for camel-jdbc that know how many parameters a statement has. Before each execution camel-jdbc (4.17) asks for that number, and the
 * driver asks the server, which costs as much as a small statement; here the server is asked once for each text. Thread-safe.
 */
public final class KnownParameters implements ConnectionStrategy {

    /** Statements are files and a few lists; what comes after so many different texts is asked for each time. */
    private static final int MAX_TEXTS = 1_000;

    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    @Override
    public Connection getConnection(DataSource dataSource) throws SQLException {
        return proxy(Connection.class, dataSource.getConnection(), (connection, method, arguments) -> {
            Object answer = call(connection, method, arguments);
            return answer instanceof PreparedStatement statement && arguments[0] instanceof String sql ? counted(statement, sql) : answer;
        });
    }

    @Override
    public boolean isConnectionTransactional(Connection connection, DataSource dataSource) {
        return false;
    }

    private PreparedStatement counted(PreparedStatement prepared, String sql) {
        return proxy(PreparedStatement.class, prepared, (statement, method, arguments) ->
                method.getName().equals("getParameterMetaData") ? metaData((PreparedStatement) statement, sql) : call(statement, method, arguments));
    }

    private ParameterMetaData metaData(PreparedStatement statement, String sql) {
        return proxy(ParameterMetaData.class, null, (nobody, method, arguments) -> {
            if (!method.getName().equals("getParameterCount")) {
                return call(statement.getParameterMetaData(), method, arguments);
            }
            Integer known = counts.get(sql);
            if (known == null) {
                known = statement.getParameterMetaData().getParameterCount();
                if (counts.size() < MAX_TEXTS) {
                    counts.put(sql, known);
                }
            }
            return known;
        });
    }

    private static <T> T proxy(Class<T> type, T target, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(KnownParameters.class.getClassLoader(), new Class<?>[] {type},
                (self, method, arguments) -> handler.invoke(target, method, arguments)));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
