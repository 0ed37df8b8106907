/** Why connections to Redis ended. */
export const CLOSE_REASONS = [
  'connect failed',
  'connect timeout',
  'op timeout',
  'closed by redis',
  'protocol error',
  'extra reply',
  're-init',
  'drained',
  'cluster removed',
  'session closed',
] as const;
export type CloseReason = (typeof CLOSE_REASONS)[number];

/** Counters of one cluster over all sessions, except for the gauges. */
export interface ClusterStats {
  inits: number;
  calls: number;
  replies: number;
  failures: number;
  /** Gauge: calls without an answer yet. */
  pending: number;
  connectionsOpened: number;
  /** Gauge: connections that are up or being made. */
  connectionsOpen: number;
  connectionsClosed: Partial<Record<CloseReason, number>>;
  writes: number;
  bytesSent: number;
  bytesReceived: number;
}

export interface RedisBridgeStats {
  /** Gauge: HTTP/2 connections of Envoy's workers. */
  sessions: number;
  clusters: Record<string, ClusterStats>;
}

function emptyStats(): ClusterStats {
  return {
    inits: 0,
    calls: 0,
    replies: 0,
    failures: 0,
    pending: 0,
    connectionsOpened: 0,
    connectionsOpen: 0,
    connectionsClosed: {},
    writes: 0,
    bytesSent: 0,
    bytesReceived: 0,
  };
}

/** Counters by cluster; those of a removed cluster stay, as counters must not go back. */
export class StatsBook {
  private readonly clusters = new Map<string, ClusterStats>();

  of(cluster: string): ClusterStats {
    let stats = this.clusters.get(cluster);
    if (stats === undefined) this.clusters.set(cluster, (stats = emptyStats()));
    return stats;
  }

  snapshot(sessions: number): RedisBridgeStats {
    return { sessions, clusters: structuredClone(Object.fromEntries(this.clusters)) };
  }
}
