import { create, fromJsonString, type MessageInitShape, toJsonString } from '@bufbuild/protobuf';
import type { Bus, Responder } from '../../bus/bus.ts';
import { ApiError } from '../api-error.ts';
import type { Gateway } from '../gateway.ts';
import { type StatusResponse, StatusResponseSchema } from './control-v1.ts';

/** How a session stands, as whoever runs it tells it: the fields of `StatusResponse` in control.proto. */
export type SessionStatus = MessageInitShape<typeof StatusResponseSchema>;

/** A question on the bus that changes nothing and is not recorded. */
const STATUS_SUBJECT = 'status.session';

/** For the host: answers the API's questions by reading. */
export function answerStatus(bus: Bus, read: () => SessionStatus): Responder {
  return bus.respond(STATUS_SUBJECT, async (message) => ({
    ...message,
    body: toJsonString(StatusResponseSchema, create(StatusResponseSchema, read())),
  }));
}

export async function askStatus(gateway: Gateway): Promise<StatusResponse> {
  const body = await gateway.ask(STATUS_SUBJECT, '');
  try {
    return fromJsonString(StatusResponseSchema, body, { ignoreUnknownFields: true });
  } catch {
    throw new ApiError('GW_UNAVAILABLE', 'the runtime tells its state in a way that is not read here');
  }
}
