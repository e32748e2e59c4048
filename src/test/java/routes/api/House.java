package routes.api;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** A house with two cameras, a few pictures of which some are not what they were, and 25 events. */
final class House {

    private House() {
    }

    /** @return a server over it; {@code folder} has its files */
    static ApiServer in(Path folder) throws Exception {
        Path cameras = Files.createDirectories(folder.resolve("cameras"));
        Path door = Files.createDirectories(cameras.resolve("Front Door"));
        byte[] dog = Files.readAllBytes(Path.of("samples/dog.jpg"));
        String hash = PictureFiles.sha256(dog);
        Path picture = Files.write(door.resolve("dog.jpg"), dog);
        Path overwritten = Files.write(door.resolve("overwritten.jpg"), Files.readAllBytes(Path.of("samples/person.jpg")));
        Path outside = Files.write(folder.resolve("secret.jpg"), dog);
        Path link = Files.createSymbolicLink(door.resolve("link.jpg"), outside);
        ApiServer server = new ApiServer(folder, Clock.systemUTC());
        server.run("""
                insert into cameras (id, name, folder_path, status, last_seen_at) values
                    ('front_door', 'Front Door', '%1$s', 'online', now()), ('garden', 'Garden', '%2$s/Garden', 'unknown', null);
                insert into images (camera_id, file_path, file_hash, width, height, bytes, captured_at, detection_count, status) values
                    ('front_door', '%3$s', '%4$s', 768, 576, 100, '2026-01-09T12:00:00Z', 2, 'detected'),
                    ('front_door', '%5$s', '%4$s', 768, 576, 100, '2026-01-09T12:00:00Z', 1, 'detected'),
                    ('front_door', '%1$s/gone.jpg', '%4$s', 768, 576, 100, '2026-01-09T12:00:00Z', 1, 'detected'),
                    ('front_door', '%6$s', '%4$s', 768, 576, 100, '2026-01-09T12:00:00Z', 1, 'detected');
                insert into images (camera_id, file_path, file_hash, bytes, captured_at, status, reject_reason, reject_detail) values
                    ('front_door', '%1$s/2026/cut.jpg', '', 17, '2026-01-09T12:00:01Z', 'rejected', 'truncated', 'ends in the middle of a scan');
                insert into detections (image_id, ordinal, camera_id, file_path, file_type, detected_at, object_type, confidence,
                                        bbox_x, bbox_y, bbox_width, bbox_height)
                select i.id, 1, 'front_door', i.file_path, 'image/jpeg', i.captured_at, 'dog', 0.87, 130, 220, 180, 320
                from images i where i.status = 'detected' order by i.id;
                insert into detections (image_id, ordinal, camera_id, file_path, file_type, detected_at, object_type, confidence,
                                        bbox_x, bbox_y, bbox_width, bbox_height)
                values (1, 2, 'front_door', '%3$s', 'image/jpeg', '2026-01-09T12:00:00Z', 'bicycle', 0.75, 120, 130, 450, 300);
                insert into events (batch_id, camera_id, started_at, ended_at, risk_score, risk_level, summary, reasoning, verdict, analysis_status,
                                    object_types, detection_count, enrichment_status, reviewed, deleted_at)
                select 'batch-' || n, case when n %% 2 = 0 then 'front_door' else 'garden' end,
                       timestamptz '2026-01-09T12:00:00Z' + n / 3 * interval '1 minute', timestamptz '2026-01-09T13:00:00Z' + n * interval '1 minute',
                       n, 'low', 'summary ' || n, '', '{"risk_score": 1}', 'rules', array['dog'], 1, '{"status": "skipped"}', n %% 5 = 0,
                       case when n = 7 then now() end
                from generate_series(1, 25) n;
                insert into event_detections values (1, 1), (1, 5);
                """.formatted(door, cameras, picture, hash, overwritten, link));
        return server;
    }
}
