package bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * Writes messages into the outbox at an even rate, as the stages of the pipeline do: {@code detection.new}, every tenth one an
 * {@code event} below the score that has to be acknowledged. Each carries the moment of its insert, in microseconds, as its first field.
 */
final class OutboxLoad {

    private static final long TICK_NANOS = 5_000_000;
    private static final String DETECTION = """
            {"type":"detection.new","data":{"t":%d,"detection_id":%d,"camera_id":"front_door","label":"person","confidence":0.91,
            "bbox":{"x":812,"y":304,"width":166,"height":402},"timestamp":"2026-01-09T12:00:00.123Z"}}""";
    private static final String EVENT = """
            {"type":"event","data":{"t":%1$d,"id":%2$d,"event_id":%2$d,"batch_id":"0f8fad5b-d9cb-469f-a165-70867728950e","camera_id":"front_door",
            "risk_score":42,"risk_level":"medium","summary":"A person approaches the front door and waits for half a minute",
            "reasoning":"One person, seen in six pictures, at an hour at which visitors are usual. Nothing is carried, the face is visible.",
            "started_at":"2026-01-09T12:00:00.123Z","ended_at":"2026-01-09T12:00:30.456Z","analysis_status":"complete","is_fast_path":false,
            "object_types":["person"],"detection_count":6,"version":1}}""";

    private final DataSource database;
    private long count;

    OutboxLoad(DataSource database) {
        this.database = database;
    }

    /** Returns after that time. @return messages written */
    long run(int perSecond, int seconds) throws SQLException {
        long written = 0;
        try (Connection connection = database.getConnection();
             PreparedStatement insert = connection.prepareStatement("insert into outbox (type, message) select m ->> 'type', m from unnest(?::jsonb[]) m")) {
            long begin = System.nanoTime();
            long ticks = seconds * 1_000_000_000L / TICK_NANOS;
            for (long tick = 1; tick <= ticks; tick++) {
                LockSupport.parkNanos(begin + tick * TICK_NANOS - System.nanoTime());
                int due = (int) (perSecond * tick * TICK_NANOS / 1_000_000_000L - written);
                if (due > 0) {
                    insert(connection, insert, due);
                    written += due;
                }
            }
        }
        return written;
    }

    /** Writes them at once. */
    void burst(int messages) throws SQLException {
        try (Connection connection = database.getConnection();
             PreparedStatement insert = connection.prepareStatement("insert into outbox (type, message) select m ->> 'type', m from unnest(?::jsonb[]) m")) {
            for (int left = messages; left > 0; left -= 100) {
                insert(connection, insert, Math.min(100, left));
            }
        }
    }

    private void insert(Connection connection, PreparedStatement insert, int number) throws SQLException {
        Instant now = Instant.now();
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        Object[] messages = new Object[number];
        for (int i = 0; i < number; i++) {
            messages[i] = (++count % 10 == 0 ? EVENT : DETECTION).formatted(micros, count);
        }
        insert.setArray(1, connection.createArrayOf("text", messages));
        insert.executeUpdate();
    }
}
