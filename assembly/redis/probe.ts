import { ByteBuffer } from "../text/byte-buffer";
import { bytesOf } from "../text/bytes";
import { Call } from "./call";
import { Caller } from "./caller";
import { CommandWriter } from "./command";
import { Fault, faultOfError } from "./fault";
import { Reply, ReplyType } from "./reply";

/** Asks a server that did not serve whether it does again. */
class Probe extends Caller {
  hear(call: Call, reply: Reply | null): void {
    const client = call.client;
    if (client === null) return;
    const type = reply === null ? ReplyType.Malformed : reply.next();
    client.probed(
      type == ReplyType.Simple || (type == ReplyType.Error && reply !== null && this.welcomes(reply)),
    );
  }

  /** A user who may not run PING gets NOPERM, and that from a server that serves. */
  welcomes(error: Reply): bool {
    return faultOfError(error) == Fault.NotPermitted;
  }
}

const PING = bytesOf("PING");
const writer = new CommandWriter();

export const probe = new Probe();

/** A whole PING, valid until the next one. */
export function ping(): ByteBuffer {
  writer.begin(1);
  writer.text(PING);
  return writer.out;
}
