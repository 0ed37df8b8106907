/* eslint-disable @typescript-eslint/ban-ts-comment, eqeqeq -- AssemblyScript: own number types, == compares by value */
// @ts-nocheck

import { FailurePolicy } from '../../../../assembly/exchange/failure-policy';
import { Section } from '../../../../assembly/exchange/section';
import { BufferTypeValues } from '../../../../assembly/host/enums';
import { getBufferBytes } from '../../../../assembly/host/buffers';
import { Plan } from '../../../../assembly/plugin/plan';
import { Root } from '../../../../assembly/plugin/root';
import { parseJson } from '../../../../assembly/text/json/parse';
import { JsonValue } from '../../../../assembly/text/json/value';
import { Span } from '../../../../assembly/text/span';
import { PhaseScript, ScriptedSection } from './section';

/** One plan for every request; its sections stand in the configuration. */
export class ScriptedRoot extends Root {
  private scripted: Plan | null = null;

  constructor(id: u32) {
    super(id);
  }

  configure(size: i32): bool {
    const bytes = new Span();
    getBufferBytes(BufferTypeValues.PluginConfiguration, 0, size, bytes);
    const entries = parseJson(bytes.at, bytes.size).value!.items;
    const sections: Section[] = [];
    for (let i = 0; i < entries.length; i++) {
      const policy = policyOf(text(entries[i], 'policy'));
      const request = phaseScript(entries[i].get('request'));
      const response = phaseScript(entries[i].get('response'));
      sections.push(new ScriptedSection(i, policy, text(entries[i], 'name'), request, response));
    }
    this.scripted = new Plan(sections);
    return true;
  }

  plan(): Plan | null {
    return this.scripted;
  }
}

function phaseScript(value: JsonValue | null): PhaseScript {
  const script = new PhaseScript();
  if (value == null) return script;
  const keys = value.get('get');
  if (keys != null) script.keys = keys.items.map<string>((key: JsonValue): string => key.asText());
  script.ask = text(value, 'ask');
  script.standIn = text(value, 'standIn');
  script.decide = text(value, 'decide');
  return script;
}

function policyOf(name: string): FailurePolicy {
  if (name == 'closed') return FailurePolicy.Closed;
  return name == 'local' ? FailurePolicy.Local : FailurePolicy.Open;
}

function text(owner: JsonValue, name: string): string {
  const value = owner.get(name);
  return value == null ? '' : value.asText();
}
