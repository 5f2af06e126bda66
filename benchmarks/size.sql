-- A mission with each delegate having a request sent and one received, and past messages and updates.
-- Telegram ids begin at 5000.
INSERT INTO mission (id, key, title, description, time_zone, starts_on, ends_on, default_language, reminder_minutes,
    request_hours, created_at)
VALUES (1, 'big', '{"en": "Big"}', '{}', 'Europe/Madrid', '2030-01-01', '2030-01-04', 'en', '[]', 24,
    '2026-01-01 00:00:00');

INSERT INTO delegation (id, mission_id, key, title, country)
VALUES (1, 1, 'ma', '{"en": "Morocco"}', 'MA'), (2, 1, 'es', '{"en": "Andalusia"}', 'ES');

INSERT INTO organisation (id, mission_id, name, name_key, kind) VALUES (1, 1, 'Atlas', 'atlas', 'company');

INSERT INTO slot (id, mission_id, starts_at, ends_at) VALUES (1, 1, '2030-01-02 09:00:00', '2030-01-02 09:30:00');

INSERT INTO person (id, telegram_id, language, language_chosen, owner, created_at)
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :people)
SELECT n, 4999 + n, 'en', 1, 0, '2026-01-01 00:00:00' FROM number;

INSERT INTO delegate (id, mission_id, person_id, delegation_id, organisation_id, status, status_reason, name, position,
    sectors, offer, need, languages, language, phone, email, days, revision, created_at, updated_at)
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :people)
SELECT n, 1, n, 1 + n % 2, 1, 'approved', '', 'Delegate ' || n, '', '[]', '', '', '[]', 'en', '', '', '[]', 1,
    '2026-01-01 00:00:00', '2026-01-01 00:00:00'
FROM number;

INSERT INTO meeting (id, mission_id, requester_id, invitee_id, pair, slot_id, state, awaits_id, revision, note, reason,
    requested_at)
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :people)
SELECT n, 1, n, 1 + n % :people, n || '-' || (1 + n % :people), 1, 'requested', 1 + n % :people, 1, '', '',
    '2026-01-01 00:00:00'
FROM number;

INSERT INTO outbox (lane, chat_id, method, params, key, state, attempts, error, blanked, created_at, finished_at)
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :past)
SELECT n % 4, 5000 + n % :people, 'sendMessage', '{"text": "x"}', 'edit:' || n, 'sent', 1, '', 0,
    '2026-01-01 00:00:00', '2026-01-01 00:00:00'
FROM number;

INSERT INTO processed_update (bot_id, update_id, processed_at)
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :past)
SELECT 123456, n, '2026-01-01 00:00:00' FROM number;


-- The list of each delegate, as the matcher leaves it: five of the other delegation, none of whom was asked.
UPDATE delegate SET ranked_revision = revision;

INSERT INTO ranked_pair (mission_id, delegate_id, counterpart_id, place, score, fit, must, reasons)
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 5)
SELECT 1, delegate.id, 1 + (delegate.id + 2 * n) % :people, n, 0.5, 'each_other', 0, '[]'
FROM delegate JOIN number;

INSERT INTO matching_state (mission_id, fingerprint, made_at, encoder, figures)
VALUES (1, 'made', '2026-01-01 00:00:00', '', '{}')
