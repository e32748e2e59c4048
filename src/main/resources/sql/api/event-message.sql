-- data of event.updated and event.deleted: the event, and what people did with it
event_data(r) || jsonb_build_object('reviewed', (r).reviewed, 'flagged', (r).flagged, 'notes', (r).notes, 'snooze_until', iso((r).snooze_until))
