/* eslint-disable @typescript-eslint/ban-ts-comment, eqeqeq -- AssemblyScript: own number types, == compares by value */
// @ts-nocheck

import { markOf, sendCommand } from '../../../../assembly/exchange/commands';
import { Exchange } from '../../../../assembly/exchange/exchange';
import { FailurePolicy } from '../../../../assembly/exchange/failure-policy';
import { Outcome, Phase } from '../../../../assembly/exchange/outcome';
import { Section } from '../../../../assembly/exchange/section';
import { GrpcStatusValues, LogLevelValues } from '../../../../assembly/host/enums';
import { log } from '../../../../assembly/host/log';
import { sendLocalResponse } from '../../../../assembly/host/stream';
import { Call } from '../../../../assembly/redis/call';
import { RedisClient } from '../../../../assembly/redis/client';
import { CommandWriter } from '../../../../assembly/redis/command';
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
  standIn: string = '';
  decide: string = '';
}

const command = new CommandWriter();
const headers = new ByteBuffer();
let client: RedisClient | null = null;

function redis(): RedisClient {
  if (client == null) {
    const settings = new RedisSettings();
    settings.serviceName = 'redis.dns';
    settings.servicePort = 6379;
    client = new RedisClient(settings);
  }
  return client!;
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

  hear(exchange: Exchange, phase: Phase, call: Call, reply: Reply | null): Outcome {
    const mark = markOf(call.tag);
    let said = 'nothing';
    if (reply != null) {
      reply.next();
      said = textOf(reply.at, reply.size);
    }
    this.tell('hear ' + mark.toString() + ' ' + said, phase);
    if (said == 'again') return this.get(exchange, 'again', mark);
    return said == 'nothing' ? Outcome.Fail : outcomeOf(said);
  }

  standIn(_exchange: Exchange, phase: Phase): Outcome {
    this.tell('stand in', phase);
    return outcomeOf(this.scriptOf(phase).standIn);
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

  private get(exchange: Exchange, key: string, mark: u32): Outcome {
    command.begin(2);
    command.text(bytesOf('GET'));
    command.text(bytesOf(key));
    return sendCommand(exchange, this.kind, redis(), command.out, 0, mark);
  }

  private tell(step: string, phase: Phase): void {
    log(LogLevelValues.info, this.name + ' ' + step + (phase == Phase.Request ? '' : ' (response)'));
  }
}

function outcomeOf(name: string): Outcome {
  if (name == 'reply') return Outcome.Reply;
  return name == 'fail' ? Outcome.Fail : Outcome.Continue;
}
