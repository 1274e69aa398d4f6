import { createContextKey, type HandlerContext } from '@connectrpc/connect';
import type { Clock } from '../../telemetry/clock.ts';
import { ApiError } from '../api-error.ts';
import type { Right } from '../right.ts';
import type { Principal, TokenCheck } from '../tokens.ts';
import { connectError } from './connect-error.ts';
import { methodRights } from './rights.ts';

const NOBODY: Principal = { name: 'nobody', rights: [] };
export const principalKey = createContextKey<Principal>(NOBODY, { description: 'who calls' });

/** Before anything of the body is read: the token is one of ours, and it has the right that the method needs. */
export function tokenGate(tokens: TokenCheck, clock: Clock): (context: HandlerContext) => void {
  return (context) => {
    const header = context.requestHeader.get('authorization');
    const principal = tokens.principalOf(header);
    if (principal === undefined) {
      const code = header === null ? 'AUTH_MISSING' : 'AUTH_BAD_TOKEN';
      const error = new ApiError(code, 'authorization: expected Bearer and a token of this session');
      throw connectError(error, '', clock.nowUs());
    }
    const right = rightOf(context.method.localName);
    if (right === undefined || !principal.rights.includes(right)) {
      const error = new ApiError(
        'AUTH_FORBIDDEN',
        `${context.method.name} needs the right '${right ?? 'that nobody has'}', which the token '${principal.name}' lacks`,
        { details: { right: right ?? '', token: principal.name } },
      );
      throw connectError(error, '', clock.nowUs());
    }
    context.values.set(principalKey, principal);
  };
}

/** Undefined where nobody has said who may: then nobody may. */
export function rightOf(method: string): Right | undefined {
  return Object.hasOwn(methodRights, method) ? methodRights[method as keyof typeof methodRights] : undefined;
}
