import { acquireExchange, Exchange, releaseExchange } from "../exchange/exchange";
import { markGarbage } from "../host/garbage";
import { IdTable } from "../memory/id-table";
import { flushMetrics } from "../redis/metrics";
import { endExchange } from "./pipeline";
import { Replies } from "./replies";
import { Root } from "./root";

/** Few: one for each resource that uses the module, and those that still drain. */
const roots: Root[] = [];
const exchanges = new IdTable();
const replies = new Replies();

export function addRoot(root: Root): void {
  roots.push(root);
}

/** A stream of root `parent`; without such a root there is none, and its requests pass. */
export function createStream(id: u32, parent: u32): void {
  const root = findRoot(parent);
  if (root === null) return;
  deleteStream(id);
  root.streamBegins();
  const exchange = acquireExchange(id, changetype<usize>(root), changetype<usize>(replies));
  exchanges.put(id, changetype<usize>(exchange));
}

export function findRoot(id: u32): Root | null {
  for (let i = 0; i < roots.length; i++) {
    const root = unchecked(roots[i]);
    if (root.id == id && !root.isDeleted) return root;
  }
  return null;
}

export function findExchange(id: u32): Exchange | null {
  return changetype<Exchange | null>(exchanges.find(id));
}

export function rootOf(exchange: Exchange): Root {
  return changetype<Root>(exchange.root);
}

export function deleteContext(id: u32): void {
  if (deleteStream(id)) return;
  const root = findRoot(id);
  if (root === null) return;
  root.isDeleted = true;
  dropIfDone(root);
}

function deleteStream(id: u32): bool {
  const exchange = changetype<Exchange | null>(exchanges.take(id));
  if (exchange === null) return false;
  if (exchange.plan != 0) endExchange(exchange);
  const root = rootOf(exchange);
  releaseExchange(exchange);
  root.streamEnds();
  if (root.isDeleted) dropIfDone(root);
  return true;
}

/** The host deletes a root after its last stream; a host that does not must not leave streams without one. */
function dropIfDone(root: Root): void {
  if (!root.isIdle) return;
  roots.splice(roots.indexOf(root), 1);
  root.release();
  flushMetrics();
  markGarbage();
}
