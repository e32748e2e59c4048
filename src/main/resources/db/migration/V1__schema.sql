-- Names and shapes are those of the published contract: REST and WebSocket clients see these columns.

-- stable, as to_char is: an immutable function around it would not be inlined, and an event has six times
create function iso(t timestamptz) returns text
    language sql stable parallel safe
    return to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

create function words(items text[]) returns text
    language sql immutable parallel safe
    return array_to_string(items, ' ');

create table cameras (
    id           varchar(64) primary key check (id ~ '^[a-z0-9_]{1,64}$'),
    name         text        not null,
    folder_path  text        not null unique,
    status       text        not null default 'unknown' check (status in ('online', 'offline', 'error', 'unknown')),
    created_at   timestamptz not null default now(),
    last_seen_at timestamptz,
    alert_floor  int check (alert_floor between 0 and 100), -- null = the setting ALERT_FLOOR
    deleted_at   timestamptz
);

create table images (
    id              bigint generated always as identity primary key,
    camera_id       varchar(64) not null references cameras (id),
    file_path       text        not null,
    file_hash       text        not null, -- SHA-256 of the content in hex; empty when the content was never read
    width           int,
    height          int,
    bytes           bigint,
    captured_at     timestamptz not null, -- modification time of the file, in milliseconds
    processed_at    timestamptz not null default now(),
    inference_ms    real,
    detection_count int         not null default 0,
    status          text        not null check (status in ('detected', 'rejected')),
    reject_reason   text,
    reject_detail   text,
    unique (camera_id, file_path, file_hash),
    check ((status = 'rejected') = (reject_reason is not null))
);
create index images_file_path on images (file_path);
create index images_rejected on images (processed_at desc, id desc) where status = 'rejected';
create index images_refused on images (camera_id, greatest(captured_at, processed_at) desc)
    where status = 'rejected' and reject_reason not in ('duplicate', 'file_missing', 'given_up');
create index images_newest on images (camera_id, captured_at desc) where status = 'detected';
create index images_twins on images (camera_id, file_hash) where reject_reason in ('duplicate', 'file_missing');
create index images_processed_at on images using brin (processed_at);

create table detections (
    id              bigint generated always as identity primary key,
    image_id        bigint      not null references images (id) on delete cascade,
    ordinal         smallint    not null, -- position in the detector's answer: a redelivered image adds nothing
    camera_id       varchar(64) not null references cameras (id),
    file_path       text        not null,
    file_type       text        not null,
    detected_at     timestamptz not null,
    object_type     text        not null,
    confidence      real        not null check (confidence between 0 and 1),
    bbox_x          int         not null,
    bbox_y          int         not null,
    bbox_width      int         not null,
    bbox_height     int         not null,
    enrichment_data jsonb,
    batch_id        text,                 -- the batch that took it; set once, when the batch closes
    unique (image_id, ordinal)
    -- each row is updated once, when its batch closes, and found by its key alone then: no index has batch_id or enrichment_data, and the pages
    -- have room, so that the update touches no index
) with (fillfactor = 85);
-- what a list can be filtered by is in the index, so that rows that do not pass are never read
create index detections_camera on detections (camera_id, detected_at desc, id desc) include (confidence);
create index detections_type on detections (object_type, detected_at desc, id desc) include (confidence);
create index detections_camera_type on detections (camera_id, object_type, detected_at desc, id desc) include (confidence);
create index detections_newest on detections (detected_at desc, id desc) include (confidence);
create index detections_detected_at on detections using brin (detected_at);

create table events (
    id                bigint generated always as identity primary key,
    batch_id          text        not null unique,
    camera_id         varchar(64) not null references cameras (id),
    started_at        timestamptz not null,
    ended_at          timestamptz not null,
    risk_score        int         not null check (risk_score between 0 and 100),
    risk_level        text        not null check (risk_level in ('low', 'medium', 'high', 'critical')),
    summary           text        not null,
    reasoning         text        not null default '',
    llm_prompt        text,
    verdict           jsonb       not null,
    analysis_status   text        not null check (analysis_status in ('complete', 'provisional', 'fallback', 'rules')),
    analysis_error    text,
    is_alert          boolean     not null default false, -- decided when it was judged
    is_fast_path      boolean     not null default false,
    object_types      text[]      not null default '{}',
    detection_count   int         not null,
    enrichment_status jsonb       not null,
    findings          jsonb       not null default '[]', -- what the enrichment services said, for a second look
    timings           jsonb       not null default '{}',
    reviewed          boolean     not null default false,
    flagged           boolean     not null default false,
    notes             text,
    snooze_until      timestamptz,
    created_at        timestamptz not null default now(),
    deleted_at        timestamptz,
    version           int         not null default 1,
    second_look_at    timestamptz,                 -- when the model is asked again at the earliest; null = not any more
    second_look_failures int      not null default 0, -- times the model was well and still gave no verdict
    search            tsvector generated always as (
        setweight(to_tsvector('english', summary), 'A')
            || setweight(to_tsvector('english', camera_id || ' ' || words(object_types)), 'B')
            || setweight(to_tsvector('english', reasoning), 'C')) stored,
    check (ended_at >= started_at)
);
-- what a list can be filtered by is in the index, so that rows that do not pass are never read
create index events_newest on events (started_at desc, id desc) include (camera_id, risk_level, analysis_status, reviewed, object_types, deleted_at);
create index events_camera on events (camera_id, started_at desc, id desc) include (risk_level, analysis_status, reviewed, object_types, deleted_at);
create index events_level on events (risk_level, started_at desc, id desc) include (camera_id, analysis_status, reviewed, object_types, deleted_at);
create index events_status on events (analysis_status, started_at desc, id desc) include (camera_id, risk_level, reviewed, object_types, deleted_at);
create index events_reviewed on events (reviewed, started_at desc, id desc) include (camera_id, risk_level, analysis_status, object_types, deleted_at);
create index events_second_look on events (second_look_at, id)
    where analysis_status in ('fallback', 'provisional') and second_look_at is not null and deleted_at is null;
create index events_object_types on events using gin (object_types);
create index events_search on events using gin (search);

-- Matches of a search as they lie in the table, by the index of words whatever the planner guesses of their number: a search for words
-- that never meet would read all events otherwise.
create function some_matches(query tsquery, most int) returns setof events
    language sql stable parallel safe rows 1000
    set enable_seqscan = off set enable_indexscan = off
    as 'select * from events where search @@ query limit most';

-- an index answers alone only for pages that were vacuumed: those of the newest rows soon, not when a fifth of the table is new
alter table events set (autovacuum_vacuum_insert_scale_factor = 0.02);
alter table detections set (autovacuum_vacuum_insert_scale_factor = 0.02);

-- When an event that was just stored with this status is due for its second look. A provisional one is in the hands of a
-- worker, or of the queue after a crash; it is left over only when both have long failed.
create function second_look_due(analysis_status text) returns timestamptz
    language sql stable parallel safe
    return case analysis_status when 'fallback' then now() when 'provisional' then now() + interval '15 minutes' end;

-- event  {camera_id, risk_score, risk_level, alert_floor: of cameras that have none of their own}
create function is_alert(event jsonb) returns boolean
    language sql stable parallel safe
    return event->>'risk_level' = 'critical' or (event->>'risk_score')::int
        >= coalesce((select c.alert_floor from cameras c where c.id = event->>'camera_id'), (event->>'alert_floor')::int);

create table event_detections (
    event_id     bigint not null references events (id) on delete cascade,
    detection_id bigint not null unique references detections (id) on delete cascade,
    primary key (event_id, detection_id)
);

-- Closed batches whose event is not stored yet, with their job of analysis_queue: what a Redis that lost data is given again.
create table analysis_jobs (
    batch_id  text        primary key,
    job       jsonb       not null,
    queued_at timestamptz not null default now()
);

-- Up to which detection all are known to be in a batch: the look for those that are not begins there. One row.
create table batch_repair (
    id         boolean primary key default true check (id),
    checked_to bigint  not null default 0
);
insert into batch_repair default values;

-- Transactional outbox: whoever changes state writes its message here in the same statement; the relay numbers and sends it.
create table outbox (
    id          bigint generated always as identity primary key,
    type        text        not null,
    message     jsonb       not null,
    message_key text unique, -- set where the same change may be written twice
    created_at  timestamptz not null default now(),
    sequence    bigint unique,
    sent_at     timestamptz
);
create sequence outbox_sequence;
create index outbox_unsequenced on outbox (id) where sequence is null;
create index outbox_unsent on outbox (sequence) where sent_at is null and sequence is not null;
create index outbox_created_at on outbox (created_at);

create function outbox_notify() returns trigger language plpgsql as
$$
begin
    perform pg_notify('outbox', '');
    return null;
end
$$;
create trigger outbox_notify after insert on outbox for each statement execute function outbox_notify();

-- data of the messages event, event.updated and of GET /api/events
create function event_data(e events) returns jsonb
    language sql stable parallel safe
    return jsonb_build_object(
        'id', e.id, 'event_id', e.id, 'batch_id', e.batch_id, 'camera_id', e.camera_id,
        'risk_score', e.risk_score, 'risk_level', e.risk_level, 'is_alert', e.is_alert, 'summary', e.summary, 'reasoning', e.reasoning,
        'started_at', iso(e.started_at), 'ended_at', iso(e.ended_at),
        'analysis_status', e.analysis_status, 'analysis_error', e.analysis_error, 'is_fast_path', e.is_fast_path,
        'object_types', to_jsonb(e.object_types), 'detection_count', e.detection_count, 'version', e.version);

create function bbox(d detections) returns jsonb
    language sql stable parallel safe
    return jsonb_build_object('x', d.bbox_x, 'y', d.bbox_y, 'width', d.bbox_width, 'height', d.bbox_height);

-- message detection.new
create function detection_message(d detections) returns jsonb
    language sql stable parallel safe
    return jsonb_build_object('type', 'detection.new', 'data', jsonb_build_object(
        'detection_id', d.id, 'camera_id', d.camera_id, 'label', d.object_type,
        'confidence', trim_scale(round(d.confidence::numeric, 4)), 'bbox', bbox(d), 'timestamp', iso(d.detected_at)));
