import { once } from 'node:events';
import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { until, waitFor } from '../control/wait.ts';
import { AnsweredTooEarly, type Departure, LeftFirst, type Phase, SENT_BODY } from './leaving-client.ts';

/** A header block of HTTP/2 leaves Node in one piece. */
export type StreamPhase = Exclude<Phase, 'requestHeaders'>;

/**
 * Sends a request of HTTP/2 and resets its stream (RFC 9113, 6.4) in the middle of the exchange, with CANCEL. The
 * connection is closed afterwards, in order.
 * @throws {AnsweredTooEarly} when more was received by then than the phase allows
 * @throws {LeftFirst} when the stream had ended by then
 */
export async function leaveStream(url: string, departure: Departure<StreamPhase>): Promise<void> {
  const session = connect(url);
  session.on('error', () => {});
  try {
    await once(session, 'connect');
    await resetStream(session, departure);
  } finally {
    const closed = once(session, 'close');
    session.close();
    await closed;
  }
}

async function resetStream(
  session: ClientHttp2Session,
  { phase, path = '/', headers = {}, reached }: Departure<StreamPhase>,
): Promise<void> {
  const hasBody = phase === 'requestBody';
  const method = hasBody ? 'POST' : 'GET';
  const stream = session.request({ ...headers, ':path': path, ':method': method }, { endStream: !hasBody });
  const received = { hasHeaders: false, bodyBytes: 0, isWhole: false };
  stream.on('response', () => (received.hasHeaders = true));
  stream.on('data', (piece: Buffer) => (received.bodyBytes += piece.length));
  stream.on('end', () => (received.isWhole = received.hasHeaders));
  stream.on('error', () => {});
  // `once` would reject with an error of the stream, before anybody waits for it.
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  try {
    if (hasBody) stream.write(SENT_BODY.slice(0, SENT_BODY.length / 2));
    if (phase === 'responseHeaders') {
      await until(waitFor('the client to have received the headers', () => received.hasHeaders));
    }
    if (phase === 'responseBody') {
      await until(waitFor('the client to have received some of the body', () => received.bodyBytes > 0));
    }
    if (reached !== undefined) await until(reached);
    const { hasHeaders, bodyBytes, isWhole } = received;
    const isLate = { requestBody: hasHeaders, waiting: hasHeaders, responseHeaders: bodyBytes > 0 };
    if (isWhole || (phase !== 'responseBody' && isLate[phase])) {
      throw new AnsweredTooEarly(`received ${JSON.stringify(received)}`);
    }
    if (stream.closed) throw new LeftFirst(`received ${JSON.stringify(received)}`);
  } finally {
    stream.close(constants.NGHTTP2_CANCEL);
    await closed;
  }
}
