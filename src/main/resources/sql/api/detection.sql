-- One detection
select {item}::text as detection
from (select d as r, d.detected_at as at, d.id from detections d where d.id = :?id) p {joins}
