-- status: {service, status, message, circuit_state}
insert into outbox (type, message)
select 'service_status', jsonb_build_object('type', 'service_status', 'data', cast(:?status as jsonb))
