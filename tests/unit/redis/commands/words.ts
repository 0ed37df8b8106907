import { Command } from "../../../../assembly/redis/open-command";
import { Reply, ReplyType } from "../../../../assembly/redis/reply";
import { textOf } from "../../../../assembly/text/bytes";

const reply = new Reply();

/** The words of a command, read back as a server would, with one space between two; or what is wrong with it. */
export function words(command: Command): string {
  reply.open(command.at, command.size);
  if (reply.next() != ReplyType.Array) return "<no array>";
  const found: string[] = [];
  for (let left = reply.length; left > 0; left--) {
    if (reply.next() != ReplyType.Bulk) return "<no bulk>";
    found.push(textOf(reply.at, reply.size));
  }
  return reply.isAtEnd ? found.join(" ") : "<more than one command>";
}
