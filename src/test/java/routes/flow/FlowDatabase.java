package routes.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import routes.config.Json;

/** What a test looks at in PostgreSQL. */
final class FlowDatabase {

    private final DataSource dataSource;

    FlowDatabase(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    List<Map<String, Object>> rows(String sql, Object... parameters) {
        try (Connection connection = dataSource.getConnection(); PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet found = statement.executeQuery()) {
                List<Map<String, Object>> rows = new ArrayList<>();
                while (found.next()) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    for (int column = 1; column <= found.getMetaData().getColumnCount(); column++) {
                        row.put(found.getMetaData().getColumnLabel(column), found.getObject(column));
                    }
                    rows.add(row);
                }
                return rows;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    Map<String, Object> row(String sql, Object... parameters) {
        List<Map<String, Object>> rows = rows(sql, parameters);
        if (rows.size() != 1) {
            throw new AssertionError(rows.size() + " rows instead of one: " + rows);
        }
        return rows.get(0);
    }

    long count(String sql, Object... parameters) {
        return ((Number) row("select count(*) as n from " + sql, parameters).get("n")).longValue();
    }

    /** {@code data} of the messages of this type about this camera, oldest first. */
    List<JsonNode> messages(String type, String cameraId) {
        return rows("select message->'data' as data from outbox where type = ? and message->'data'->>'camera_id' = ? order by id", type, cameraId)
                .stream().map(row -> json(row.get("data"))).toList();
    }

    static JsonNode json(Object text) {
        try {
            return Json.mapper().readTree(text.toString());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
