import { Right } from '../right.ts';
import type { ControlService } from './control-v1.ts';

/** What each method of the service needs. A method without a line here does not compile, and is never served. */
export const methodRights: Readonly<Record<keyof typeof ControlService.method, Right>> = {
  status: Right.read,
  watchStatus: Right.read,
  listKills: Right.read,
  pauseStrategy: Right.trade,
  resumeStrategy: Right.trade,
  setLimits: Right.limits,
  setMethod: Right.limits,
  kill: Right.kill,
  release: Right.release,
};
