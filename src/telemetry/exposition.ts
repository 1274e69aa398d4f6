import type { Metric } from 'prom-client';
import { metricCatalogue } from './metric-catalogue.ts';
import type { Metrics } from './metrics.ts';

export interface Exposition {
  readonly contentType: string;
  /** The Prometheus text of this moment, with what Node tells of the process (`process_*`, `nodejs_*`). */
  text(): Promise<string>;
}

/** Loads the library that writes the text; a process that nobody scrapes never does. */
export async function openExposition(metrics: Metrics): Promise<Exposition> {
  const { collectDefaultMetrics, Registry } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const known = new Set<string>();
  const learn = () => {
    for (const name of metrics.names()) {
      if (known.has(name)) continue;
      known.add(name);
      const { help, type } = metricCatalogue[name];
      const get = async () => ({ name, help, type, aggregator: 'sum', values: metrics.samples(name) });
      // The registry asks no more of a metric than its name and `get`.
      registry.registerMetric({ name, get } as unknown as Metric);
    }
  };
  return {
    contentType: registry.contentType,
    text() {
      learn();
      return registry.metrics();
    },
  };
}
