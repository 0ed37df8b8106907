import { type ClientRequest, request } from 'node:http';

/** A request whose headers and first bytes of the body are sent, and whose body does not end. */
export class OpenRequest {
  /** The status of the answer, or what went wrong; until then `waiting`. */
  outcome: number | string = 'waiting';

  private constructor(private readonly request: ClientRequest) {
    request.once('response', (response) => {
      this.outcome = response.statusCode ?? 'an answer without a status';
      response.resume();
    });
    request.on('error', (error) => {
      // A gateway that has answered closes the connection on a body that goes on.
      if (this.outcome === 'waiting') this.outcome = error.message;
    });
  }

  static begin(url: string, firstBytes: string): OpenRequest {
    const post = request(url, { method: 'POST', agent: false });
    // Written with the headers, in one piece small enough for one segment: the gateway reads both at once.
    post.write(firstBytes);
    return new OpenRequest(post);
  }

  stop(): void {
    this.request.destroy();
  }
}
