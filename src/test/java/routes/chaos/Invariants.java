package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What must hold once everything is back and the work is done: one image row per picture with what is to be seen in it, one event per
 * detection, one batch per event, every message sent with its sequence in it, and nothing left over.
 */
final class Invariants {

    /** Each selects what must not be. */
    private static final Map<String, String> FORBIDDEN = new LinkedHashMap<>();

    static {
        FORBIDDEN.put("pictures stored more than once",
                "select file_path from images where status = 'detected' group by 1 having count(*) > 1");
        FORBIDDEN.put("pictures refused, other than half ones",
                "select file_path || ' ' || reject_reason from images where status = 'rejected' and reject_reason <> 'truncated'");
        FORBIDDEN.put("images without their detections",
                "select file_path from images i where status = 'detected' and detection_count <> (select count(*) from detections d where d.image_id = i.id)");
        FORBIDDEN.put("detections without an event",
                "select id::text || ' of ' || coalesce(batch_id, 'no batch') from detections d where not exists (select 1 from event_detections e where e.detection_id = d.id)");
        FORBIDDEN.put("events whose detections are another batch's",
                "select e.batch_id from events e join event_detections l on l.event_id = e.id join detections d on d.id = l.detection_id "
                        + "where d.batch_id is distinct from e.batch_id or d.camera_id <> e.camera_id");
        FORBIDDEN.put("events that count their detections wrong",
                "select batch_id from events e where detection_count <> (select count(*) from event_detections l where l.event_id = e.id)");
        FORBIDDEN.put("events without their message, or with several",
                "select batch_id from events e where 1 <> (select count(*) from outbox o where o.type = 'event' and o.message #>> '{data,batch_id}' = e.batch_id)");
        FORBIDDEN.put("batches announced more or less than once",
                "select batch_id from events e where 1 <> (select count(*) from outbox o where o.type = 'detection.batch' and o.message #>> '{data,batch_id}' = e.batch_id)");
        FORBIDDEN.put("detections announced more or less than once",
                "select d.id::text from detections d left join (select message #>> '{data,detection_id}' as id, count(*) as n from outbox "
                        + "where type = 'detection.new' group by 1) o on o.id = d.id::text where o.n is distinct from 1");
        FORBIDDEN.put("messages not sent", "select id::text || ' ' || type from outbox where sequence is null or sent_at is null");
        FORBIDDEN.put("messages that tell another sequence than theirs",
                "select sequence::text from outbox where message ->> 'sequence' is distinct from sequence::text");
    }

    private final Connection database;
    private final Map<String, Integer> pictures;

    Invariants(Connection database, Map<String, Integer> pictures) {
        this.database = database;
        this.pictures = pictures;
    }

    void verify() throws SQLException {
        assertThat(stored()).as("pictures stored, with the number of their detections").containsExactlyInAnyOrderEntriesOf(pictures);
        for (Map.Entry<String, String> rule : FORBIDDEN.entrySet()) {
            assertThat(first(rule.getValue())).as(rule.getKey()).isEmpty();
        }
    }

    private Map<String, Integer> stored() throws SQLException {
        Map<String, Integer> found = new LinkedHashMap<>();
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("select file_path, detection_count from images where status = 'detected'")) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getInt(2));
            }
        }
        return found;
    }

    private String first(String query) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("select count(*), min(found) from (" + query + ") as forbidden (found)")) {
            rows.next();
            return rows.getInt(1) == 0 ? "" : rows.getInt(1) + ", for example " + rows.getString(2);
        }
    }
}
