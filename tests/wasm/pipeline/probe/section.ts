/* eslint-disable @typescript-eslint/ban-ts-comment, eqeqeq -- AssemblyScript: own number types, == compares by value */
// @ts-nocheck

import { sendCommand } from '../../../../assembly/exchange/call';
import { Exchange } from '../../../../assembly/exchange/exchange';
import { FailurePolicy } from '../../../../assembly/exchange/failure-policy';
import { Outcome, Phase } from '../../../../assembly/exchange/outcome';
import { Section } from '../../../../assembly/exchange/section';
import { GrpcStatusValues, LogLevelValues } from '../../../../assembly/host/enums';
import { log } from '../../../../assembly/host/log';
import { sendLocalResponse } from '../../../../assembly/host/stream';
import { CommandWriter } from '../../../../assembly/redis/command';
import { Endpoint } from '../../../../assembly/redis/endpoint';
import { Reply } from '../../../../assembly/redis/reply';
import { RedisSettings } from '../../../../assembly/redis/settings';
import { ByteBuffer } from '../../../../assembly/text/byte-buffer';
import { bytesOf, textOf } from '../../../../assembly/text/bytes';

/** What a section does in one phase. Outcomes are named `continue` (or nothing), `reply` and `fail`. */
export class PhaseScript {
  /** Keys that it asks for, one call each. */
  keys: string[] = [];
  /** Outcome of asking, if it has no keys. */
  ask: string = '';
  decide: string = '';
}

const command = new CommandWriter();
const headers = new ByteBuffer();
let endpoint: Endpoint | null = null;

function redis(): Endpoint {
  if (endpoint == null) {
    const settings = new RedisSettings();
    settings.serviceName = 'redis.dns';
    settings.servicePort = 6379;
    endpoint = new Endpoint(settings);
  }
  return endpoint!;
}

/** Tells each of its steps in a log line. A reply tells it what to do: the text names an outcome, or `again`. */
export class ScriptedSection extends Section {
  constructor(
    kind: i32,
    policy: FailurePolicy,
    private name: string,
    private request: PhaseScript,
    private response: PhaseScript,
  ) {
    super(kind, policy);
  }

  ask(exchange: Exchange, phase: Phase): Outcome {
    this.tell('ask', phase);
    const script = this.scriptOf(phase);
    for (let i = 0; i < script.keys.length; i++) {
      if (this.get(exchange, script.keys[i], i) == Outcome.Fail) return Outcome.Fail;
    }
    return script.keys.length > 0 ? Outcome.Wait : outcomeOf(script.ask);
  }

  hear(exchange: Exchange, phase: Phase, tag: u32, reply: Reply | null): Outcome {
    let said = 'nothing';
    if (reply != null) {
      reply.next();
      said = textOf(reply.at, reply.size);
    }
    this.tell('hear ' + tag.toString() + ' ' + said, phase);
    if (said == 'again') return this.get(exchange, 'again', tag);
    return said == 'nothing' ? Outcome.Fail : outcomeOf(said);
  }

  decide(_exchange: Exchange, phase: Phase): Outcome {
    this.tell('decide', phase);
    return outcomeOf(this.scriptOf(phase).decide);
  }

  reply(_exchange: Exchange): void {
    log(LogLevelValues.info, this.name + ' reply');
    sendLocalResponse(418, bytesOf(this.name), bytesOf(this.name), headers, GrpcStatusValues.Unavailable);
  }

  act(_exchange: Exchange, phase: Phase): void {
    this.tell('act', phase);
  }

  end(_exchange: Exchange): void {
    log(LogLevelValues.info, this.name + ' end');
  }

  private scriptOf(phase: Phase): PhaseScript {
    return phase == Phase.Request ? this.request : this.response;
  }

  private get(exchange: Exchange, key: string, tag: u32): Outcome {
    command.begin(2);
    command.text(bytesOf('GET'));
    command.text(bytesOf(key));
    return sendCommand(exchange, this.kind, tag, redis(), command.out);
  }

  private tell(step: string, phase: Phase): void {
    log(LogLevelValues.info, this.name + ' ' + step + (phase == Phase.Request ? '' : ' (response)'));
  }
}

function outcomeOf(name: string): Outcome {
  if (name == 'reply') return Outcome.Reply;
  return name == 'fail' ? Outcome.Fail : Outcome.Continue;
}
