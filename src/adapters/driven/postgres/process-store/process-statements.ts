/** Columns of an instance, a journal entry, a parked input and an effect, as their rows name them. */
const INSTANCE = 'i.key, i.shard, i.seq, i.state, i.timers';
const ENTRY = 'j.key, j.seq, j.shard, j.at, j.input, j.effects';
const PARKED = 'p.partition_key AS key, p.shard, p.position, p.type, p.cause';
const EFFECT = 'e.key, e.seq, e.step, e.shard, e.status, e.attempts, e.next_attempt_at, e.detail';

/** A batch in one statement: whatever it holds costs one round trip. */
export const SAVE = {
  name: 'process-save',
  text: `
    WITH instance AS (
      INSERT INTO process_instance (process, key, shard, seq, state, timers, next_due)
      SELECT $1, r.key, r.shard, r.seq, r.state, r.timers, r.next_due
      FROM json_to_recordset($3::json)
        AS r (key text, shard smallint, seq integer, state json, timers jsonb, next_due timestamptz)
      ON CONFLICT (process, key) DO UPDATE
      SET seq = EXCLUDED.seq, state = EXCLUDED.state, timers = EXCLUDED.timers, next_due = EXCLUDED.next_due
    ), journal AS (
      INSERT INTO process_journal (process, key, seq, shard, at, input, effects)
      SELECT $1, r.key, r.seq, r.shard, r.at, r.input, r.effects
      FROM json_to_recordset($4::json)
        AS r (key text, seq integer, shard smallint, at timestamptz, input json, effects json)
    ), undispatched AS (
      INSERT INTO process_shard (process, shard, undispatched)
      SELECT $1, r.shard, r.undispatched
      FROM json_to_recordset($5::json) AS r (shard smallint, undispatched json)
      ON CONFLICT (process, shard) DO UPDATE SET undispatched = EXCLUDED.undispatched
    ), parked AS (
      INSERT INTO parked_event (consumer, partition_key, position, shard, type, cause, parked_at)
      SELECT $2, r.key, r.position, r.shard, r.type, r.cause, now()
      FROM json_to_recordset($6::json)
        AS r (key text, position bigint, shard smallint, type text, cause text)
      ON CONFLICT (consumer, partition_key, position) DO UPDATE SET cause = EXCLUDED.cause
    )
    DELETE FROM parked_event AS p USING json_to_recordset($7::json) AS r (key text, position bigint)
    WHERE p.consumer = $2 AND p.partition_key = r.key AND p.position = r.position`,
};

export const SETTLE = {
  name: 'process-settle',
  text: `
    WITH dispatched AS (
      UPDATE process_shard SET undispatched = '[]' WHERE process = $1 AND shard = ANY ($2::smallint[])
    )
    INSERT INTO process_effect (process, key, seq, step, shard, status, attempts, next_attempt_at, detail)
    SELECT $1, r.key, r.seq, r.step, r.shard, r.status, r.attempts, r."nextAttemptAt", r.detail
    FROM json_to_recordset($3::json)
      AS r (key text, seq integer, step text, shard smallint, status text, attempts integer,
            "nextAttemptAt" bigint, detail text)
    ON CONFLICT (process, key, seq, step) DO UPDATE
    SET status = EXCLUDED.status, attempts = EXCLUDED.attempts,
        next_attempt_at = EXCLUDED.next_attempt_at, detail = EXCLUDED.detail`,
};

// The reads have no name: they are planned for the tables as they are now. A named statement would keep for long
// the plan that suited a table with a few rows.

export const LOAD = {
  text: `
    SELECT k.key AS wanted, ${INSTANCE},
           EXISTS (SELECT FROM parked_event AS p WHERE p.consumer = $2 AND p.partition_key = k.key) AS parked
    FROM unnest($3::text[]) AS k (key)
    -- Key by key, by the index: as many look-ups as there are keys, however large the table is.
    LEFT JOIN LATERAL (SELECT * FROM process_instance AS p WHERE p.process = $1 AND p.key = k.key LIMIT 1) AS i ON true`,
};

export const UNDISPATCHED = {
  text: `
    SELECT ${ENTRY}
    FROM process_shard AS s
    CROSS JOIN LATERAL json_to_recordset(s.undispatched) AS u (key text, seq integer)
    JOIN process_journal AS j ON j.process = s.process AND j.key = u.key AND j.seq = u.seq
    WHERE s.process = $1 AND s.shard = ANY ($2::smallint[])`,
};

export const RETRYING = {
  text: `
    SELECT ${EFFECT}, j.at, j.input, j.effects
    FROM process_effect AS e
    JOIN process_journal AS j ON j.process = e.process AND j.key = e.key AND j.seq = e.seq
    WHERE e.process = $1 AND e.status = 'retrying' AND e.shard = ANY ($2::smallint[])
    ORDER BY e.next_attempt_at
    LIMIT $3`,
};

const NOT_PARKED =
  'NOT EXISTS (SELECT FROM parked_event AS p WHERE p.consumer = $2 AND p.partition_key = i.key)';

export const DUE = {
  text: `
    SELECT ${INSTANCE}
    FROM process_instance AS i
    WHERE i.process = $1 AND i.shard = ANY ($3::smallint[]) AND i.next_due <= $4 AND ${NOT_PARKED}
    ORDER BY i.next_due
    LIMIT $5`,
};

export const NEXT_DUE = {
  text: `
    SELECT i.next_due
    FROM process_instance AS i
    WHERE i.process = $1 AND i.shard = ANY ($3::smallint[]) AND i.next_due IS NOT NULL AND ${NOT_PARKED}
    ORDER BY i.next_due
    LIMIT 1`,
};

/** A key is let go when nothing is known to be wrong with the first of its parked inputs. */
export const RELEASED = {
  name: 'process-released',
  text: `
    SELECT ${PARKED}
    FROM parked_event AS p
    WHERE p.consumer = $1 AND p.shard = ANY ($2::smallint[])
      AND (SELECT f.cause FROM parked_event AS f
           WHERE f.consumer = p.consumer AND f.partition_key = p.partition_key
           ORDER BY f.position LIMIT 1) IS NULL
    ORDER BY p.partition_key, p.position`,
};

export const JOURNAL = {
  name: 'process-journal',
  text: `SELECT ${ENTRY} FROM process_journal AS j WHERE j.process = $1 AND j.key = $2 ORDER BY j.seq`,
};

export const PARKED_INPUTS = {
  name: 'process-parked-inputs',
  text: `SELECT ${PARKED} FROM parked_event AS p WHERE p.consumer = $1
         ORDER BY p.partition_key, p.position LIMIT $2`,
};

export const EFFECTS_OF = {
  name: 'process-effects-of',
  text: `SELECT ${EFFECT} FROM process_effect AS e WHERE e.process = $1 AND e.key = $2 ORDER BY e.seq, e.step`,
};

export const PARKED_EFFECTS = {
  name: 'process-parked-effects',
  text: `SELECT ${EFFECT} FROM process_effect AS e WHERE e.process = $1 AND e.status = 'parked'
         ORDER BY e.key, e.seq, e.step LIMIT $2`,
};

export const RETRY_INPUT = {
  name: 'process-retry-input',
  text: `
    UPDATE parked_event SET cause = NULL
    WHERE consumer = $1 AND partition_key = $2
      AND position = (SELECT min(position) FROM parked_event WHERE consumer = $1 AND partition_key = $2)`,
};

export const RETRY_EFFECTS = {
  name: 'process-retry-effects',
  text: `UPDATE process_effect SET status = 'retrying', attempts = 0
         WHERE process = $1 AND key = $2 AND status = 'parked'`,
};

/** The owner does not write to an instance with parked inputs, so its timers can be changed from outside. */
export const SKIP_INPUT = {
  name: 'process-skip-input',
  text: `
    WITH skipped AS (
      DELETE FROM parked_event
      WHERE consumer = $2 AND partition_key = $3
        AND position = (SELECT min(position) FROM parked_event WHERE consumer = $2 AND partition_key = $3)
      RETURNING type, position
    ), left_over AS (
      SELECT i.timers - substr(s.type, length('timer:') + 1) AS timers
      FROM skipped AS s
      JOIN process_instance AS i ON i.process = $1 AND i.key = $3
      WHERE s.position = 0
    )
    UPDATE process_instance AS i
    SET timers = l.timers,
        next_due = (SELECT min((t.value ->> 'dueAt')::timestamptz) FROM jsonb_each(l.timers) AS t)
    FROM left_over AS l
    WHERE i.process = $1 AND i.key = $3`,
};

export const SKIP_EFFECTS = {
  name: 'process-skip-effects',
  text: `UPDATE process_effect SET status = 'rejected', detail = 'skipped'
         WHERE process = $1 AND key = $2 AND status = 'parked'`,
};
