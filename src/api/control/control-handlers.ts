import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Code, ConnectError, createConnectRouter } from '@connectrpc/connect';
import type { UniversalHandler } from '@connectrpc/connect/protocol';
import { universalRequestFromNodeRequest, universalResponseToNodeResponse } from '@connectrpc/connect-node';
import type { Clock } from '../../telemetry/clock.ts';
import { bodyProblem } from '../body-problem.ts';
import { BodyFault, type BodyLimits, readBody } from '../http/read-body.ts';
import type { TokenCheck } from '../tokens.ts';
import { connectError } from './connect-error.ts';
import { type ControlParts, controlService } from './control-service.ts';
import { ControlService } from './control-v1.ts';
import { tokenGate } from './gate.ts';
import { methodRights } from './rights.ts';

type NodeRequest = IncomingMessage | Http2ServerRequest;
type NodeResponse = ServerResponse | Http2ServerResponse;

/** A client may not ask for more time than this; what it asks for less is kept. */
const CALL_MS_MAX = 24 * 3_600_000;

/** The methods of the control plane by their paths, for gRPC, gRPC-web and Connect alike. */
export class ControlHandlers {
  private readonly byPath: ReadonlyMap<string, UniversalHandler>;
  private readonly limits: BodyLimits;
  private readonly clock: Clock;
  private readonly onDefect: (error: unknown) => void;
  private readonly closing = new AbortController();

  constructor(parts: ControlParts, tokens: TokenCheck, limits: BodyLimits) {
    const router = createConnectRouter({
      requestGate: tokenGate(tokens, parts.clock),
      readMaxBytes: limits.bytesMax,
      maxTimeoutMs: CALL_MS_MAX,
      shutdownSignal: this.closing.signal,
      // A field that is not known here may be the one that narrows a kill down.
      jsonOptions: { ignoreUnknownFields: false },
      acceptCompression: [],
    });
    router.service(ControlService, controlService(parts));
    const served = router.handlers.filter(({ method }) => Object.hasOwn(methodRights, method.localName));
    this.byPath = new Map(served.map((handler) => [handler.requestPath, handler]));
    this.limits = limits;
    this.clock = parts.clock;
    this.onDefect = parts.onDefect;
  }

  get paths(): readonly string[] {
    return [...this.byPath.keys()];
  }

  /** Answers, if the path is one of ours. */
  serve(request: NodeRequest, response: NodeResponse): boolean {
    const handler = this.byPath.get((request.url ?? '').split('?', 1)[0]);
    if (handler === undefined) return false;
    void this.answer(handler, request, response);
    return true;
  }

  /** Calls that go on are told to end. */
  close(): void {
    this.closing.abort(new ConnectError('the server is closing', Code.Unavailable));
  }

  private async answer(handler: UniversalHandler, request: NodeRequest, response: NodeResponse): Promise<void> {
    try {
      const universal = universalRequestFromNodeRequest(request, response, undefined, undefined);
      const answer = await handler({ ...universal, body: this.body(request) });
      // What was not read will not be: the connection cannot be used again.
      if (!request.readableEnded && 'shouldKeepAlive' in response) response.setHeader('connection', 'close');
      await universalResponseToNodeResponse(answer, response);
    } catch (error) {
      // Who asked has gone, most of the time.
      if (!isGone(error)) this.onDefect(error);
      response.destroy();
    }
  }

  /** All methods take one message, so that the body is read whole, and no further than it may be long. */
  private async *body(request: NodeRequest): AsyncGenerator<Uint8Array> {
    try {
      yield await readBody(request, this.limits, this.clock);
    } catch (error) {
      throw this.bodyError(error);
    }
  }

  private bodyError(error: unknown): ConnectError {
    if (!(error instanceof BodyFault)) return connectError(error, '', this.clock.nowUs());
    if (error.problem === 'cut') return new ConnectError('the request was cut off', Code.Canceled);
    return connectError(bodyProblem(error.problem, this.limits), '', this.clock.nowUs());
  }
}

function isGone(error: unknown): boolean {
  const { code } = ConnectError.from(error);
  return code === Code.Aborted || code === Code.Canceled;
}
