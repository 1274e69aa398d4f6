import { Fault } from '../../core/base/fault.ts';
import type { Us } from '../../core/base/time.ts';
import { BarEvent } from '../../core/model/bar.ts';
import { parseLiveFile, type ReadLiveFile } from '../../config/read-run-file.ts';
import { MarketKind } from '../../feeds/feed.ts';
import type { Clock } from '../../telemetry/clock.ts';
import { type LivePlan, makeLivePlan } from './plan.ts';
import { readSession, SESSION_NAME, type SessionFile } from './session-file.ts';

/** What a session was made from, by its own folder. */
export interface RecordedPlan {
  readonly session: SessionFile;
  readonly read: ReadLiveFile;
  readonly plan: LivePlan;
}

type Config = SessionFile['config'];

/** `edit`: another configuration than the one it began with; `sets` are laid over that, as `KEY=VALUE`. */
export async function recordedPlan(
  dir: string,
  { edit = (config: Config): Config => config, sets = [] as readonly string[] } = {},
): Promise<RecordedPlan> {
  const session = readSession(dir);
  if (session === undefined)
    throw new Fault('config', `${dir}: expected the folder of a session, found no ${SESSION_NAME}`);
  const text = JSON.stringify(edit(session.config));
  const read = parseLiveFile(text, SESSION_NAME, session.baseDir, { env: {}, sets });
  return { session, read, plan: await makeLivePlan(read) };
}

/** The base bars that the session's source gives up to a moment; undefined where it cannot be asked again. */
export async function sourceBars(
  { session, read, plan }: RecordedPlan,
  clock: Clock,
  lastUs: Us,
): Promise<readonly BarEvent[] | undefined> {
  const { source } = read.file.live.feed;
  if (source !== 'synthetic' && source !== 'replay') return undefined;
  const feed = await plan.openFeed({
    clock,
    after: undefined,
    startUs: session.startUs,
    speed: Number.POSITIVE_INFINITY,
    onRefused: () => {},
    onFlag: () => {},
  });
  const bars: BarEvent[] = [];
  for (let event = feed.next(); event !== undefined && event.tsUs <= lastUs; event = feed.next())
    if (event.kind === MarketKind.bar) bars.push(Object.assign(new BarEvent(), event.bar));
  await feed.stop();
  return bars;
}
