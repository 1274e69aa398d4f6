import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SessionTwin, tokenFor } from '../api-session.twin.ts';
import { Right } from '../right.ts';
import type { ApiServer } from '../server.ts';
import { ControlService } from './control-v1.ts';
import { rightOf } from './gate.ts';
import { methodRights } from './rights.ts';

const session = new SessionTwin();
let api: ApiServer;
beforeAll(async () => {
  api = await session.open();
});
afterAll(() => api.close(0));

const methods = Object.keys(ControlService.method) as (keyof typeof ControlService.method)[];

/** The status of a request that has nothing but its token: 401 or 403, or what the method says of an empty request. */
async function statusOf(method: string, headers: Record<string, string>): Promise<number> {
  const { name, methodKind } = ControlService.method[method as keyof typeof ControlService.method];
  const stream = methodKind !== 'unary';
  const response = await fetch(`${api.httpUrl}/${ControlService.typeName}/${name}`, {
    method: 'POST',
    headers: { 'content-type': stream ? 'application/connect+json' : 'application/json', ...headers },
    body: stream ? Buffer.from([0, 0, 0, 0, 2, 123, 125]) : '{}',
  });
  if (!stream) {
    await response.body?.cancel();
    return response.status;
  }
  const { value } = await response.body!.getReader().read();
  const text = Buffer.from(value!).toString('latin1');
  return text.includes('"permission_denied"') ? 403 : text.includes('"unauthenticated"') ? 401 : response.status;
}

describe('every method of the control plane', () => {
  it('has a right, and nothing else has one', () => {
    expect(Object.keys(methodRights).sort()).toEqual([...methods].sort());
    expect(rightOf('constructor')).toBeUndefined();
    expect(rightOf('toString')).toBeUndefined();
  });

  it.each(methods)('%s is refused without a token', async (method) => {
    expect(await statusOf(method, {})).toBe(401);
    expect(await statusOf(method, { authorization: `Bearer ${'x'.repeat(40)}` })).toBe(401);
  });

  const cells = methods.flatMap((method) => Object.values(Right).map((right) => [method, right] as const));
  it.each(cells)('%s with the right %s', async (method, right) => {
    const status = await statusOf(method, { authorization: `Bearer ${tokenFor(right)}` });
    if (methodRights[method] === right) expect([200, 400]).toContain(status);
    else expect(status).toBe(403);
    expect(session.taken).toEqual([]);
  });
});
