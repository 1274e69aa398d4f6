import { join, resolve } from 'node:path';
import { Fault } from '../../core/base/fault.ts';
import { type WebhookSource, readWebhookSources } from '../../api/webhook/webhook-source.ts';
import type { Signer } from '../../audit/checkpoint.ts';
import { keyFileSigner, pemSigner } from '../../audit/keys.ts';
import type { SubscribeOptions } from '../../bus/bus.ts';
import { conclaveHome } from '../../config/conclave-home.ts';
import type { LiveConfig } from '../../config/live-section.ts';
import { readSecret, type SecretPlaces } from '../../config/secret.ts';
import { version } from '../../config/version.ts';
import { type LogFile, type LogOptions, openLog } from '../../telemetry/logs.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import { noTracer, openTracer, type Tracer } from '../../telemetry/traces.ts';

/** Proxies whose word on who called is taken: those of this machine. */
export const LOOPBACK: readonly string[] = ['127.0.0.1', '::1'];

/** What subscribers of the session's bus leave out. */
export function busDefaults({ maxPending, ackWaitUs, attemptsMax }: LiveConfig['bus']): SubscribeOptions {
  return { maxPending, ackWaitMs: ackWaitUs / 1_000, attemptsMax };
}

/** A path and nothing else: `conclave ctl` must find the tokens too, and a variable of this process it would not. */
export function tokensPath(reference: string, baseDir: string): string {
  if (!reference.startsWith('file:'))
    throw new Fault('config', 'live.control.tokens: expected file:PATH, whoever gives commands reads the same file');
  return resolve(baseDir, reference.slice('file:'.length));
}

/** The key that is configured, or the installation's own. */
export function auditSigner({ signingKey }: LiveConfig['audit'], places: SecretPlaces): Signer {
  if (signingKey === undefined) return keyFileSigner(conclaveHome());
  const key = 'live.audit.signingKey';
  return pemSigner(readSecret(key, signingKey, places).reveal(), key);
}

/** Each speaks for the agent of its name. */
export function webhookSources({ sources }: LiveConfig['webhook'], places: SecretPlaces): readonly WebhookSource[] {
  return readWebhookSources(
    sources.map(({ id, form, secret, previousSecret, perSecond, burst, allowFrom }) => {
      const key = `live.webhook.sources.${id}`;
      const before = previousSecret === undefined ? [] : [readSecret(`${key}.previousSecret`, previousSecret, places)];
      const secrets = [readSecret(`${key}.secret`, secret, places), ...before];
      return {
        name: id,
        kind: form,
        secrets: secrets.map((each) => each.reveal()),
        agentId: id,
        rate: { perSecond, burst },
        addresses: allowFrom,
      };
    }),
  );
}

/** Of the session in this folder. */
export function sessionLog(
  dir: string,
  { logLevel, logTo }: LiveConfig['telemetry'],
  parts: Pick<LogOptions, 'clock' | 'redactor' | 'metrics'>,
): Promise<LogFile> {
  const file = logTo === 'file' ? join(dir, 'logs', 'trader.log') : undefined;
  return openLog({ ...parts, level: logLevel, file, part: 'trader' });
}

/** Costs nothing where no collector is named. */
export async function sessionTracer(
  { traces }: LiveConfig['telemetry'],
  places: SecretPlaces,
  metrics: Metrics,
): Promise<Tracer> {
  if (traces === undefined) return noTracer;
  const { endpoint, share, authorization } = traces;
  const key = 'live.telemetry.traces.authorization';
  const headers: Record<string, string> = {};
  if (authorization !== undefined) headers.authorization = readSecret(key, authorization, places).reveal();
  return openTracer({ endpoint, share, headers, part: 'trader', version, metrics });
}
