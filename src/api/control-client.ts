import { z } from 'zod';
import { Fault, type FaultKind } from '../core/base/fault.ts';
import { readAddress } from './address-file.ts';
import type { Right } from './right.ts';
import { leastToken, readTokens, type Token } from './tokens.ts';

/** Which session is spoken to: by its folder, or by address and tokens. */
export type ControlTarget = { readonly folder: string } | { readonly url: string; readonly tokensFile: string };

const SERVICE = 'conclave.control.v1.ControlService';
const TIMEOUT_MS = 15_000;

const answerError = z.object({
  code: z.string(),
  message: z.string().default(''),
  details: z.array(z.object({ debug: z.object({ code: z.string() }).loose().optional() }).loose()).default([]),
});

/** The Connect codes that are not the server's fault, by what they mean for whoever asked. */
const kinds: Readonly<Record<string, FaultKind>> = {
  invalid_argument: 'usage',
  not_found: 'usage',
  already_exists: 'refused',
  failed_precondition: 'refused',
};

/** The HTTP/JSON face of the control plane, for short-lived callers. */
export class ControlClient {
  private readonly url: string;
  private readonly tokens: readonly Token[];

  constructor(target: ControlTarget) {
    if ('folder' in target) {
      const { httpUrl, tokensFile } = readAddress(target.folder);
      this.url = httpUrl;
      this.tokens = readTokens(tokensFile);
    } else {
      this.url = target.url.replace(/\/+$/, '');
      this.tokens = readTokens(target.tokensFile);
    }
  }

  /**
   * Calls a method with the least of the tokens that may. The answer is the method's, in JSON. A `Fault` tells apart what
   * the caller got wrong, what was refused, and a server that is away; of the last it says whether the call may have been
   * taken.
   */
  async call(method: string, right: Right, request: object): Promise<unknown> {
    const token = leastToken(this.tokens, right);
    if (token === undefined) throw new Fault('world', `no token here has the right '${right}'`);
    const response = await this.send(method, token, request);
    const text = await response.text().catch((error: unknown) => Promise.reject(unknownOutcome(error)));
    if (response.ok) return jsonOf(text);
    throw faultOf(response.status, text);
  }

  private async send(method: string, { token }: Token, request: object): Promise<Response> {
    try {
      return await fetch(`${this.url}/${SERVICE}/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(request),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: 'error',
      });
    } catch (error) {
      const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED' || code === 'ENOTFOUND')
        throw new Fault('world', `${this.url}: no session answers there; nothing was taken`);
      throw unknownOutcome(error);
    }
  }
}

function unknownOutcome(error: unknown): Fault {
  const why = error instanceof Error ? error.message : String(error);
  return new Fault('world', `no answer (${why}): what became of the call is not known`);
}

function faultOf(status: number, text: string): Fault {
  const parsed = answerError.safeParse(jsonOf(text));
  if (!parsed.success) return new Fault('world', `the server answered with ${status} and no reason`);
  const { code, message, details } = parsed.data;
  const ours = details[0]?.debug?.code;
  return new Fault(kinds[code] ?? 'world', ours === undefined ? message : `${message} (${ours})`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
