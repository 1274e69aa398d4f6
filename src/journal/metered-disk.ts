import type { Clock } from '../telemetry/clock.ts';
import type { Counter, Histogram, Metrics } from '../telemetry/metrics.ts';
import type { Disk, DiskFile } from './disk.ts';

/** The same disk, whose appended bytes and times of syncs are told as `journal_bytes_total` and `journal_sync_seconds`. */
export function meteredDisk(disk: Disk, clock: Clock, metrics: Metrics): Disk {
  const bytes = metrics.counter('journal_bytes_total');
  const syncs = metrics.histogram('journal_sync_seconds');
  return {
    list: (folder) => disk.list(folder),
    makeFolder: (folder) => disk.makeFolder(folder),
    open(path, mode) {
      const file = disk.open(path, mode);
      return mode === 'read' ? file : new MeteredFile(file, clock, bytes, syncs);
    },
    rename: (from, to) => disk.rename(from, to),
    remove: (path) => disk.remove(path),
    syncFolder: (folder) => disk.syncFolder(folder),
  };
}

class MeteredFile implements DiskFile {
  readonly path: string;
  private readonly file: DiskFile;
  private readonly clock: Clock;
  private readonly bytes: Counter;
  private readonly syncs: Histogram;

  constructor(file: DiskFile, clock: Clock, bytes: Counter, syncs: Histogram) {
    this.path = file.path;
    this.file = file;
    this.clock = clock;
    this.bytes = bytes;
    this.syncs = syncs;
  }

  size(): number {
    return this.file.size();
  }

  append(bytes: Uint8Array): number {
    const taken = this.file.append(bytes);
    this.bytes.add(taken);
    return taken;
  }

  read(into: Uint8Array, position: number): number {
    return this.file.read(into, position);
  }

  /** A sync that fails is not a time. */
  async fdatasync(): Promise<void> {
    const startedUs = this.clock.steadyUs();
    await this.file.fdatasync();
    this.syncs.observe((this.clock.steadyUs() - startedUs) / 1e6);
  }

  truncate(bytes: number): void {
    this.file.truncate(bytes);
  }

  close(): void {
    this.file.close();
  }
}
