-- So that the detections of an unknown event are 404 rather than an empty list
select id from events where id = :?id
