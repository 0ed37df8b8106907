import { begin, Command } from "../open-command";

/** Simple: PONG. */
export function ping(): Command {
  return begin("PING").end();
}

/** Array: the server's clock as two Bulks, seconds since 1970 and microseconds of the second. */
export function time(): Command {
  return begin("TIME").end();
}

/** Integer: how many subscribers got `message`. Subscribing itself is not for the shared connection. */
export function publish<C, M>(channel: C, message: M): Command {
  return begin("PUBLISH").arg(channel).arg(message).end();
}
