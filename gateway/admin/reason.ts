import type { Delivery } from '../envoy/delivery.ts';
import { FOLDERS } from '../resources/decode.ts';
import type { Folder } from '../resources/decode.ts';
import type { Problem } from '../resources/problem.ts';
import { describeProblem } from '../resources/problem.ts';
import type { Status } from '../translate/status.ts';

/** Why the gateway does not serve what DIR says. */
export interface Reason {
  kind: string;
  name: string;
  message: string;
}

export interface Observation {
  isLive: boolean;
  /** DIR was not changed since it was taken over, as a whole. */
  isSettled: boolean;
  /** What keeps the latest change from being taken over, if anything. */
  failure: string | undefined;
  problems: Problem[];
  statuses: Status[];
  delivery: Pick<Delivery, 'refusedPlugins' | 'refusedParts' | 'pendingPlugins'>;
  /** Clusters that have no address yet. */
  unresolved: string[];
}

/** Empty when every file is read, every plugin configured and every upstream resolved. */
export function reasonsOf(observation: Observation): Reason[] {
  const { isLive, isSettled, failure, problems, statuses, delivery, unresolved } = observation;
  const unread = problems.map(reasonOfProblem);
  // What is wrong with the version before says nothing about the file as it is.
  const isRead = (reason: Reason) =>
    !unread.some(({ kind, name }) => kind === reason.kind && name === reason.name);
  const judged = [
    ...statuses
      .filter(({ accepted }) => !accepted)
      .map(({ kind, name, message }) => ({ kind, name, message })),
    ...delivery.refusedPlugins.map(({ resource, message, isOldServing }) => ({
      kind: 'WasmPlugin',
      name: resource,
      message: isOldServing ? `${message} (the last accepted configuration keeps serving)` : message,
    })),
  ].filter(isRead);
  return [
    ...(isLive ? [] : [{ kind: 'Envoy', name: 'envoy', message: 'is not running yet' }]),
    ...(isSettled ? [] : [{ kind: 'Directory', name: 'data', message: changeMessage(failure) }]),
    ...unread,
    ...judged,
    ...delivery.refusedParts.map(({ part, message }) => ({ kind: 'Envoy', name: part, message })),
    ...delivery.pendingPlugins.map((name) => ({ kind: 'WasmPlugin', name, message: 'is being configured' })),
    ...unresolved.map((name) => ({
      kind: 'Cluster',
      name,
      message: 'has no address: its name does not resolve',
    })),
  ];
}

function changeMessage(failure: string | undefined): string {
  return failure === undefined
    ? 'a change is being taken over'
    : `the last change is not in effect and is tried again: ${failure}`;
}

function reasonOfProblem(problem: Problem): Reason {
  const [folder = '', ...rest] = problem.file.split('/');
  const name = (rest.at(-1) ?? problem.file).replace(/\.yaml$/, '');
  const kind = folder in FOLDERS ? FOLDERS[folder as Folder].kind : folder;
  return { kind, name, message: describeProblem(problem) };
}
