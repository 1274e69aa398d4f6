import { join } from 'node:path';
import { removeAddress, TOKENS_NAME, writeAddress } from '../../api/address-file.ts';
import { BODY_LIMITS } from '../../api/http/read-body.ts';
import { FileKeyStore } from '../../api/keys/file-key-store.ts';
import { type ApiServer, openApi } from '../../api/server.ts';
import { openTokens, readTokens, type Token } from '../../api/tokens.ts';
import type { Bus } from '../../bus/bus.ts';
import type { LiveConfig } from '../../config/live-section.ts';
import type { SecretPlaces } from '../../config/secret.ts';
import type { Clock } from '../../telemetry/clock.ts';
import type { Health } from '../../telemetry/health.ts';
import type { Log } from '../../telemetry/logs.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import { type MonitorServer, openMonitor } from '../../telemetry/monitor-server.ts';
import { LOOPBACK, tokensPath, webhookSources } from './settings.ts';

/** Where the session is reached; '' where it is not. */
export interface Addresses {
  readonly control: string;
  readonly grpc: string;
  readonly metrics: string;
  /** Only with sources that may call it. */
  readonly webhook: string;
}

export interface DoorParts {
  readonly dir: string;
  /** As the session began. */
  readonly live: LiveConfig;
  /** Which start of the folder it is: it numbers what comes in. */
  readonly start: number;
  readonly places: SecretPlaces;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly log: Log;
  readonly ready: () => boolean;
}

/** How long calls under way have when the session ends. */
const CLOSE_MS = 3_000;

/** The ports of a session: control, webhooks, metrics; and who may come in. */
export class Doors {
  private readonly parts: DoorParts;
  private readonly closers: (() => Promise<void> | void)[] = [];
  private api: ApiServer | undefined;
  private monitor: MonitorServer | undefined;

  private constructor(parts: DoorParts) {
    this.parts = parts;
  }

  /** Closes what it opened when a port cannot be had. */
  static async open(parts: DoorParts): Promise<Doors> {
    const doors = new Doors(parts);
    try {
      await doors.begin();
    } catch (error) {
      await doors.close();
      throw error;
    }
    return doors;
  }

  get addresses(): Addresses {
    const { api, monitor } = this;
    const hasWebhooks = this.parts.live.webhook.sources.length > 0;
    return {
      control: api?.httpUrl ?? '',
      grpc: api?.grpcUrl ?? '',
      metrics: monitor?.url ?? '',
      webhook: hasWebhooks ? (api?.webhookUrl ?? '') : '',
    };
  }

  /** Reads tokens and secrets again, and lets in whoever has those. A Fault, and nothing has changed, where one cannot be read. */
  reread({ webhook }: LiveConfig): () => void {
    const trusted = { tokens: this.tokens(), webhooks: webhookSources(webhook, this.parts.places) };
    return () => this.api?.trust(trusted);
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0).toReversed()) await close();
  }

  private async begin(): Promise<void> {
    const { dir, live, start, places, bus, clock, metrics, health, log, ready } = this.parts;
    const { api, control, webhook } = live;
    const nowUs = (): number => clock.nowUs();
    this.monitor = await openMonitor({ host: live.metrics.host, port: live.metrics.port, metrics, health });
    this.closers.push(() => this.monitor?.close());
    const keys = await FileKeyStore.open(join(dir, 'api-keys'), nowUs);
    this.closers.push(() => keys.close());
    const nonces = await FileKeyStore.open(join(dir, 'api-nonces'), nowUs);
    this.closers.push(() => nonces.close());
    this.api = await openApi({
      bus,
      clock,
      metrics,
      tokens: this.tokens(),
      source: `api-${start}`,
      keys,
      nonces,
      webhooks: webhookSources(webhook, places),
      ready,
      onDefect: (error) => log.error('a defect of ours', { error }),
      host: control.host,
      httpPort: control.httpPort,
      grpcPort: control.grpcPort,
      // A door of its own, and none where nobody may come in.
      webhookPort: webhook.sources.length === 0 ? undefined : { host: api.host, port: api.port },
      limits: { ...BODY_LIMITS, bytesMax: api.maxBodyBytes },
      proxies: LOOPBACK,
    });
    writeAddress(dir, { httpUrl: this.api.httpUrl, grpcUrl: this.api.grpcUrl, tokensFile: this.tokensFile });
    this.closers.push(async () => {
      removeAddress(dir);
      await this.api?.close(CLOSE_MS);
    });
  }

  /** Those in the file; one that is not there yet is made. No log line may tell them. */
  private tokens(): readonly Token[] {
    const { live, places } = this.parts;
    const tokens = live.control.tokens === undefined ? openTokens(this.tokensFile) : readTokens(this.tokensFile);
    for (const { token } of tokens) places.redactor.learn(token);
    return tokens;
  }

  private get tokensFile(): string {
    const { dir, live, places } = this.parts;
    const { tokens } = live.control;
    return tokens === undefined ? join(dir, TOKENS_NAME) : tokensPath(tokens, places.baseDir);
  }
}
