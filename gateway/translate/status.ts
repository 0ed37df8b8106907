/** What became of one resource, or of one part of it. */
export interface Status {
  kind: string;
  name: string;
  accepted: boolean;
  /** Why not; for an accepted one, what is worth knowing. */
  message: string;
}

export function accepted(kind: string, name: string, message = ''): Status {
  return { kind, name, accepted: true, message };
}

export function refused(kind: string, name: string, message: string): Status {
  return { kind, name, accepted: false, message };
}

/** Does the work on one resource; a mistake of the gateway itself refuses that resource and stops no other. */
export function attempt<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    return `the local gateway fails on it, please report this: ${String(error)}`;
  }
}
