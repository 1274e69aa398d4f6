import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Us } from '../core/base/time.ts';
import { hopNames, type Journey, Point } from './hops.ts';
import type { Metrics } from './metrics.ts';
import { isSampled, spanIdOf, traceIdOf, traceparentOf } from './trace-ids.ts';

export interface SpanDetails {
  /** The name of the span that this one is part of, in the same trace. */
  readonly parent?: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  /** Correlation ids of other traces that had a part in it, where several inputs led to one decision. */
  readonly links?: readonly string[];
  /** What went wrong. */
  readonly error?: string;
}

/** Where spans go. They are told when they are over; times are of the day (`Clock.nowUs`). */
export interface Tracer {
  /** False: nobody listens, and a caller need not even build the details. */
  readonly enabled: boolean;
  /** `name` is unique inside its trace; what follows a slash (`sent/o-12.0`) tells siblings apart. */
  span(correlationId: string, name: string, startUs: Us, endUs: Us, details?: SpanDetails): void;
  /** What a message of this trace carries, for those who do not know our correlation ids; undefined where nobody listens. */
  headers(correlationId: string): Readonly<Record<string, string>> | undefined;
  /** Sends what is left. Never rejects: a collector that is away costs its spans and nothing else. */
  close(): Promise<void>;
}

/** Costs a call that does nothing. */
export const noTracer: Tracer = {
  enabled: false,
  span: () => undefined,
  headers: () => undefined,
  close: async () => undefined,
};

export interface TraceOptions {
  /** Of a collector that speaks OTLP over HTTP: `http://127.0.0.1:4318/v1/traces`. */
  readonly endpoint: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Share of all traces that is kept, 0 to 1. */
  readonly share: number;
  /** The part of the platform that this process is: `trader`, `venue`. */
  readonly part: string;
  readonly version: string;
  /** Counted here as `telemetry_spans_total`. */
  readonly metrics?: Metrics;
}

const QUEUE_MAX = 4_096;
const BATCH_MAX = 512;
const BATCH_AFTER_MS = 1_000;
const EXPORT_TIMEOUT_MS = 5_000;

/**
 * Sends spans to a collector, in batches and off the hot path; loads OpenTelemetry's packages. What the collector does not take
 * is counted and dropped: at most 4,096 spans wait.
 */
export async function openTracer(options: TraceOptions): Promise<Tracer> {
  const [{ BatchSpanProcessor }, { resourceFromAttributes }, { OTLPTraceExporter }, { SpanKind, SpanStatusCode }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/api'),
    ]);
  const resource = resourceFromAttributes({
    'service.name': 'conclave',
    'service.namespace': 'conclave',
    'service.instance.id': options.part,
    'service.version': options.version,
  });
  const exporter = new OTLPTraceExporter({
    url: options.endpoint,
    headers: { ...options.headers },
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const processor = new BatchSpanProcessor({
    exporter: counted(exporter, options.metrics),
    maxQueueSize: QUEUE_MAX,
    maxExportBatchSize: BATCH_MAX,
    scheduledDelayMillis: BATCH_AFTER_MS,
    exportTimeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const ended = options.metrics?.counter('telemetry_spans_total', { outcome: 'ended' });
  const scope = { name: 'conclave', version: options.version };
  const context = (traceId: string, spanId: string) => ({ traceId, spanId, traceFlags: 1 });
  return {
    enabled: true,
    span(correlationId, name, startUs, endUs, details = {}) {
      const traceId = traceIdOf(correlationId);
      if (!isSampled(traceId, options.share)) return;
      const { parent, attributes, links = [], error } = details;
      const own = context(traceId, spanIdOf(correlationId, name));
      const slash = name.indexOf('/');
      const span: ReadableSpan = {
        name: slash === -1 ? name : name.slice(0, slash),
        kind: SpanKind.INTERNAL,
        spanContext: () => own,
        parentSpanContext: parent === undefined ? undefined : context(traceId, spanIdOf(correlationId, parent)),
        startTime: hrTime(startUs),
        endTime: hrTime(endUs),
        duration: hrTime(Math.max(0, endUs - startUs)),
        status: error === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: error },
        attributes: { ...attributes, 'conclave.correlation_id': correlationId },
        links: links.map((other) => ({ context: context(traceIdOf(other), spanIdOf(other, ROOT)) })),
        events: [],
        ended: true,
        resource,
        instrumentationScope: scope,
        droppedAttributesCount: 0,
        droppedEventsCount: 0,
        droppedLinksCount: 0,
      };
      ended?.add();
      processor.onEnd(span);
    },
    headers(correlationId) {
      const isKept = isSampled(traceIdOf(correlationId), options.share);
      return { traceparent: traceparentOf(correlationId, ROOT, isKept) };
    },
    close: () => processor.shutdown().catch(() => undefined),
  };
}

/** The span that the trace of every input begins with. */
const ROOT = 'tick';

/** Which traces tell of a trunk already. */
const told = new WeakMap<Journey, Set<string>>();

/**
 * The trace of one journey: the tick, and in it each hop that was made. `offsetUs` is what `Clock.nowUs` was ahead of
 * `Clock.steadyUs`. Of several orders of one tick each tells its own hops, under the name of the `order`, and the first one
 * what they have in common.
 */
export function traceJourney(
  tracer: Tracer,
  correlationId: string,
  journey: Journey,
  offsetUs: number,
  order = '',
): void {
  if (!tracer.enabled) return;
  const { atUs, trunk } = journey;
  const seen = atUs.filter((at) => !Number.isNaN(at));
  if (seen.length === 0) return;
  const traces = told.get(trunk) ?? new Set<string>();
  told.set(trunk, traces);
  const isFirst = !traces.has(correlationId);
  traces.add(correlationId);
  if (isFirst) tracer.span(correlationId, ROOT, Math.min(...seen) + offsetUs, Math.max(...seen) + offsetUs);
  for (let point = 1; point < atUs.length; point++) {
    const [from, to] = [atUs[point - 1], atUs[point]];
    const isShared = point < Point.sent;
    if (Number.isNaN(from) || Number.isNaN(to) || (isShared && !isFirst)) continue;
    const name = isShared || order === '' ? hopNames[point - 1] : `${hopNames[point - 1]}/${order}`;
    const attributes = isShared || order === '' ? undefined : { 'conclave.order_id': order };
    tracer.span(correlationId, name, from + offsetUs, to + offsetUs, { parent: ROOT, attributes });
  }
}

function counted(exporter: SpanExporter, metrics: Metrics | undefined): SpanExporter {
  const exported = metrics?.counter('telemetry_spans_total', { outcome: 'exported' });
  const failed = metrics?.counter('telemetry_spans_total', { outcome: 'failed' });
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        (result.code === 0 ? exported : failed)?.add(spans.length);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

function hrTime(us: number): [seconds: number, nanoseconds: number] {
  const seconds = Math.floor(us / 1e6);
  return [seconds, Math.round((us - seconds * 1e6) * 1_000)];
}
