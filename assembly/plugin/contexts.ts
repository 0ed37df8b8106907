import { acquireExchange, Exchange, releaseExchange } from "../exchange/exchange";
import { IdTable } from "../memory/id-table";
import { endExchange } from "./pipeline";
import { Root } from "./root";

const roots = new Map<u32, Root>();
/** Roots that the host deleted before the last of their streams; it should not, and must not hurt if it does. */
const orphans: Root[] = [];
const exchanges = new IdTable();

/** `parent` 0 makes a root, else a stream of that root. */
export function createContext(id: u32, parent: u32): void {
  if (parent == 0) {
    roots.set(id, new Root());
    return;
  }
  if (!roots.has(parent)) return;
  deleteStream(id);
  const root = roots.get(parent);
  root.streamBegins();
  exchanges.put(id, changetype<usize>(acquireExchange(id, changetype<usize>(root))));
}

export function findRoot(id: u32): Root | null {
  return roots.has(id) ? roots.get(id) : null;
}

export function findExchange(id: u32): Exchange | null {
  return changetype<Exchange | null>(exchanges.find(id));
}

export function rootOf(exchange: Exchange): Root {
  return changetype<Root>(exchange.root);
}

export function deleteContext(id: u32): void {
  if (deleteStream(id) || !roots.has(id)) return;
  const root = roots.get(id);
  if (!root.isIdle) orphans.push(root);
  roots.delete(id);
}

function deleteStream(id: u32): bool {
  const exchange = changetype<Exchange | null>(exchanges.take(id));
  if (exchange === null) return false;
  if (exchange.plan != 0) endExchange(exchange);
  const root = rootOf(exchange);
  releaseExchange(exchange);
  root.streamEnds();
  const orphan = root.isIdle ? orphans.indexOf(root) : -1;
  if (orphan >= 0) orphans.splice(orphan, 1);
  return true;
}
