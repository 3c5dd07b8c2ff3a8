import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ProjectionObserver } from '../projections/projection-runner';
import type { Report } from './infrastructure';

/** What this process counts, for Prometheus. */
export interface Metrics {
  readonly projections: ProjectionObserver;
  readonly request: (method: string, route: string, status: number, seconds: number) => void;
}

export function createMetrics(registry: Registry, report: Report): Metrics {
  collectDefaultMetrics({ register: registry, prefix: 'tiffin_' });
  const registers = [registry];
  const requests = new Histogram({
    name: 'tiffin_http_request_seconds',
    help: 'Time from a request to its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2],
    registers,
  });
  const observers = new Map<string, ReturnType<typeof requests.labels>>();
  const events = new Counter({
    name: 'tiffin_projection_events_total',
    help: 'Events that read models have taken in',
    labelNames: ['model'],
    registers,
  });
  const lag = new Gauge({
    name: 'tiffin_projection_lag_seconds',
    help: 'Time from an event to its effect, as of the last batch',
    labelNames: ['model'],
    registers,
  });
  const parked = new Counter({
    name: 'tiffin_projection_parked_total',
    help: 'Events that were parked because they could not be taken in, or wait behind one',
    labelNames: ['model'],
    registers,
  });
  return {
    request(method, route, status, seconds) {
      const key = `${method} ${status} ${route}`;
      let one = observers.get(key);
      if (one === undefined) {
        one = requests.labels({ method, route, status: String(status) });
        observers.set(key, one);
      }
      one.observe(seconds);
    },
    projections: {
      batch(model, count, lagMs) {
        events.inc({ model }, count);
        lag.set({ model }, lagMs / 1000);
      },
      parked(model, parking) {
        parked.inc({ model });
        if (parking.cause !== null)
          report(new Error(`${model}: parked ${parking.partitionKey}: ${parking.cause}`));
      },
      failed: (_model, error) => report(error),
    },
  };
}
