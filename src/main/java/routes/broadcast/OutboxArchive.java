package routes.broadcast;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages that have been given a sequence and are still kept, read from PostgreSQL. Blocks: never call it on an
 * event loop. Thread-safe.
 */
final class OutboxArchive {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxArchive.class);

    private final DataSource dataSource;

    OutboxArchive(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The highest sequence given, 0 when there is none. */
    long head() throws SQLException {
        try (Connection connection = dataSource.getConnection();
             PreparedStatement query = connection.prepareStatement("select coalesce(max(sequence), 0) from outbox");
             ResultSet rows = query.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Messages with {@code after < sequence <= until}, in order, at most {@code limit}. */
    List<BroadcastMessage> page(long after, long until, int limit) throws SQLException {
        String sql = "select sequence, message::text from outbox where sequence > ? and sequence <= ? order by sequence limit ?";
        try (Connection connection = dataSource.getConnection(); PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, after);
            query.setLong(2, until);
            query.setInt(3, limit);
            List<BroadcastMessage> page = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    add(page, rows.getLong(1), rows.getString(2));
                }
            }
            return page;
        }
    }

    /** What lies in {@code after < sequence <= until}: how many of each type, and whether nothing after {@code after} was purged. */
    Span span(long after, long until) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return new Span(countByType(connection, after, until), reachesBack(connection, after));
        }
    }

    private static Map<String, Long> countByType(Connection connection, long after, long until) throws SQLException {
        String sql = "select type, count(*) from outbox where sequence > ? and sequence <= ? group by 1";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, after);
            query.setLong(2, until);
            Map<String, Long> counts = new HashMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    counts.put(rows.getString(1), rows.getLong(2));
                }
            }
            return counts;
        }
    }

    private static boolean reachesBack(Connection connection, long after) throws SQLException {
        String sql = "select coalesce(min(sequence), 1), coalesce(max(sequence), 0) from outbox";
        try (PreparedStatement query = connection.prepareStatement(sql); ResultSet rows = query.executeQuery()) {
            rows.next();
            return after >= rows.getLong(1) - 1 && after <= rows.getLong(2);
        }
    }

    private static void add(List<BroadcastMessage> page, long sequence, String json) {
        try {
            page.add(BroadcastMessage.parse(json));
        } catch (IOException e) {
            LOG.warn("Outbox message {} cannot be delivered and is passed over: {}", sequence, e.getMessage());
        }
    }

    /** @param complete false when older messages were purged, or when the client is ahead of this database */
    record Span(Map<String, Long> countByType, boolean complete) {
    }
}
