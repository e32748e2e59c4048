package routes.watch;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Knows from the database which files are done: the table {@code images} has a row, detected or rejected, with the same camera, path, size and
 * modification time. A row that says the file could not be had is not the last word when the file is there now: a disk was mounted again, a
 * permission was given. Used by {@link Sweep} and {@link PollingScan}. One query for a list; the index on (camera_id, file_path, ...) serves
 * it. Thread-safe.
 */
public final class HandledFiles {

    /** Lateral with a limit, because it can only be run as one index look-up per file, whatever the planner knows about the table. */
    private static final String QUERY = """
            select found.n, done.reject_reason
              from unnest(?::text[], ?::text[], ?::bigint[], ?::timestamptz[]) with ordinality
                   as found (camera_id, file_path, bytes, captured_at, n),
                   lateral (select images.reject_reason from images
                             where images.camera_id = found.camera_id and images.file_path = found.file_path
                               and images.bytes = found.bytes and images.captured_at = found.captured_at
                             order by images.reject_reason in ('file_missing', 'unreadable') nulls first
                             limit 1) as done""";

    private final DataSource dataSource;

    public HandledFiles(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * @param found at most some thousands
     * @return the indexes of those that are done
     */
    BitSet among(List<FoundFile> found) throws SQLException {
        BitSet handled = new BitSet(found.size());
        try (Connection connection = dataSource.getConnection();
             PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setArray(1, connection.createArrayOf("text", column(found, f -> f.file().cameraId())));
            statement.setArray(2, connection.createArrayOf("text", column(found, f -> f.file().path().toString())));
            statement.setArray(3, connection.createArrayOf("bigint", column(found, FoundFile::bytes)));
            statement.setArray(4, connection.createArrayOf("timestamptz", column(found, f -> f.modified().toString())));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    int index = rows.getInt(1) - 1;
                    handled.set(index, isSettled(rows.getString(2), found.get(index)));
                }
            }
        }
        return handled;
    }

    private static boolean isSettled(String rejectReason, FoundFile found) {
        if ("unreadable".equals(rejectReason)) {
            return !(Files.isReadable(found.file().path()) && FileNameEncoding.survivesAsText(found.file().path()));
        }
        return !"file_missing".equals(rejectReason);
    }

    private static Object[] column(List<FoundFile> found, Function<FoundFile, Object> value) {
        return found.stream().map(value).toArray();
    }
}
