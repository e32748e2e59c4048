package routes.broadcast.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The statements of the relay on the table {@code outbox}. Works on the connection of the lease; not thread-safe. */
final class OutboxLog {

    private static final int KEPT_MESSAGES = 100;

    /**
     * Rows in the order of their ids get the next sequences, and their messages the fields that only the relay knows.
     * A writer that commits late gets a later sequence, so the order of sequences is the order of becoming visible.
     * Comparing as jsonb cannot fail, whatever the writer put into is_alert.
     */
    private static final String ASSIGN = """
            with next as (
              select id, nextval('outbox_sequence') as sequence
              from (select id from outbox where sequence is null order by id limit ?) oldest
            )
            update outbox o
            set sequence = next.sequence,
                message = jsonb_build_object('timestamp', to_char(o.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                  || o.message
                  || jsonb_build_object('sequence', next.sequence, 'requires_ack', coalesce(
                       o.message ->> 'type' = 'event' and o.message #> '{data,is_alert}' = 'true'::jsonb, false))
            from next
            where o.id = next.id
            returning o.sequence, o.message::text
            """;

    private static final String UNSENT = """
            select sequence, message::text from outbox
            where sequence is not null and sent_at is null order by sequence limit ?
            """;

    /**
     * Its commit is not waited for on the disk: a note that a crash of the database takes away costs a second publication,
     * which receivers know by its sequence.
     */
    private static final String MARK = """
            with lazily as materialized (select set_config('synchronous_commit', 'off', true))
            update outbox set sent_at = clock_timestamp() from lazily where sequence between ? and ? and sent_at is null
            """;

    private static final String PURGE = """
            delete from outbox where id in (
              select id from outbox
              where created_at < now() - make_interval(secs => ?) and sent_at is not null
                and sequence < (select min(sequence) from
                     (select sequence from outbox where sequence is not null order by sequence desc limit ?) kept)
              order by created_at limit ?)
            """;

    private final Connection connection;

    OutboxLog(Connection connection) {
        this.connection = connection;
    }

    /** Gives sequences to the oldest rows that have none. */
    List<Row> assign(int limit) throws SQLException {
        return rows(ASSIGN, limit);
    }

    /** What an earlier run gave a sequence, and perhaps published, without being able to note it. */
    List<Row> unsent(int limit) throws SQLException {
        return rows(UNSENT, limit);
    }

    void markSent(List<Row> rows) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(MARK)) {
            update.setLong(1, rows.get(0).sequence());
            update.setLong(2, rows.get(rows.size() - 1).sequence());
            update.executeUpdate();
        }
    }

    /** Removes messages older than that, but none of the last 100. @return how many were removed, at most the limit */
    int purge(Duration age, int limit) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(PURGE)) {
            delete.setDouble(1, age.toSeconds());
            delete.setInt(2, KEPT_MESSAGES);
            delete.setInt(3, limit);
            return delete.executeUpdate();
        }
    }

    private List<Row> rows(String sql, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setInt(1, limit);
            List<Row> rows = new ArrayList<>();
            try (ResultSet result = query.executeQuery()) {
                while (result.next()) {
                    rows.add(new Row(result.getLong(1), result.getString(2)));
                }
            }
            rows.sort(Comparator.comparingLong(Row::sequence));
            return rows;
        }
    }

    record Row(long sequence, String message) {
    }
}
