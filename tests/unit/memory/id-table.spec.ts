import { IdTable } from "../../../assembly/memory/id-table";
import { Random } from "../text/random";

const FIRST_CAPACITY: u32 = 64;

// No caller needs to know how a table lies in memory; these tests look there to provoke collisions.

function capacityOf(table: IdTable): u32 {
  const mask = load<u32>(changetype<usize>(table), offsetof<IdTable>("mask"));
  return mask == 0 ? 0 : mask + 1;
}

/** Where the id goes in an empty table of the first size. */
function homeOf(id: u32): u32 {
  const table = new IdTable();
  table.put(id, 1);
  const entries = load<usize>(changetype<usize>(table), offsetof<IdTable>("entries"));
  for (let i: u32 = 0; i < FIRST_CAPACITY; i++) {
    if (load<u32>(entries + 8 * i, 4) != 0) return i;
  }
  return u32.MAX_VALUE;
}

/** `count` different ids that all want slot `home`. */
function idsWithHome(home: u32, count: i32): u32[] {
  const ids: u32[] = [];
  for (let id: u32 = 1; ids.length < count; id++) {
    if (homeOf(id) == home) ids.push(id);
  }
  return ids;
}

/** Everything the model says about ids below `bound`, and how many there are. */
function agrees(table: IdTable, model: Map<u32, u32>, bound: u32): bool {
  if (table.count != <u32>model.size) return false;
  for (let id: u32 = 0; id < bound; id++) {
    const expected: u32 = model.has(id) ? model.get(id) : 0;
    if (table.find(id) != expected) return false;
  }
  return true;
}

function stepsBack(step: u32, count: u32): void {
  const table = new IdTable();
  for (let i: u32 = 0; i < count; i++) table.put(i * step, i + 1);
  expect(table.count).toBe(count);
  let areFound = true;
  for (let i: u32 = 0; i < count; i++) {
    if (table.find(i * step) != i + 1) areFound = false;
  }
  expect(areFound).toBeTruthy("found");
  let areTaken = true;
  for (let i: u32 = 0; i < count; i++) {
    if (table.take(i * step) != i + 1) areTaken = false;
    if (table.find(i * step) != 0) areTaken = false;
  }
  expect(areTaken).toBeTruthy("taken once");
  expect(table.count).toBe(0);
}

describe("an id table", () => {
  it("is empty at first, and takes no memory", () => {
    const table = new IdTable();
    expect(table.count).toBe(0);
    expect(capacityOf(table)).toBe(0);
    expect(table.find(1)).toBe(0);
    expect(table.take(1)).toBe(0);
  });

  it("finds what was put, until it is taken", () => {
    const table = new IdTable();
    table.put(7, 700);
    expect(table.find(7)).toBe(700);
    expect(table.find(8)).toBe(0);
    expect(table.take(7)).toBe(700);
    expect(table.find(7)).toBe(0);
    expect(table.take(7)).toBe(0);
    expect(table.count).toBe(0);
  });

  it("takes the least and the greatest id like any other", () => {
    const table = new IdTable();
    expect(table.find(0)).toBe(0);
    table.put(0, 1);
    table.put(u32.MAX_VALUE, 2);
    expect(table.find(0)).toBe(1);
    expect(table.find(u32.MAX_VALUE)).toBe(2);
    expect(table.take(0)).toBe(1);
    expect(table.find(0)).toBe(0);
    expect(table.find(u32.MAX_VALUE)).toBe(2);
  });

  it("replaces the record of an id it has", () => {
    const table = new IdTable();
    table.put(7, 700);
    table.put(7, 701);
    expect(table.find(7)).toBe(701);
    expect(table.count).toBe(1);
    expect(table.take(7)).toBe(701);
    expect(table.find(7)).toBe(0);
  });

  it("keeps ids apart that want the same slot, in whatever order they go", () => {
    const ids = idsWithHome(20, 4);
    for (let order = 0; order < 24; order++) {
      const table = new IdTable();
      for (let i = 0; i < 4; i++) table.put(ids[i], <usize>ids[i] + 1000);
      const left = ids.slice(0);
      let rest = order;
      for (let size = 4; size > 0; size--) {
        const gone = left.splice(rest % size, 1)[0];
        rest /= size;
        expect(table.take(gone)).toBe(gone + 1000);
        expect(table.find(gone)).toBe(0);
        for (let i = 0; i < left.length; i++) expect(table.find(left[i])).toBe(left[i] + 1000);
      }
    }
  });

  // With one id at the end those behind it must stay where they are, with more of them some have to move.
  it("closes gaps across its end", () => {
    const first = idsWithHome(0, 2);
    for (let lasts = 1; lasts <= 3; lasts++) {
      const ids = idsWithHome(FIRST_CAPACITY - 1, lasts).concat(first);
      for (let gone = 0; gone < ids.length; gone++) {
        const table = new IdTable();
        for (let i = 0; i < ids.length; i++) table.put(ids[i], <usize>ids[i] + 1000);
        expect(table.take(ids[gone])).toBe(<usize>ids[gone] + 1000);
        for (let i = 0; i < ids.length; i++) {
          expect(table.find(ids[i])).toBe(i == gone ? 0 : <usize>ids[i] + 1000);
        }
      }
    }
  });

  it("grows before it is more than half full, and keeps what it has", () => {
    const table = new IdTable();
    let isRoomy = true;
    for (let id: u32 = 1; id <= 5000; id++) {
      table.put(id, id * 3);
      if (table.count * 2 > capacityOf(table)) isRoomy = false;
    }
    expect(isRoomy).toBeTruthy("at most half full");
    let areFound = true;
    for (let id: u32 = 1; id <= 5000; id++) {
      if (table.find(id) != id * 3) areFound = false;
    }
    expect(areFound).toBeTruthy();
  });

  it("does not grow while ids come and go", () => {
    const table = new IdTable();
    for (let id: u32 = 0; id < 100000; id++) {
      table.put(id, id + 1);
      if (id >= 16) table.take(id - 16);
    }
    expect(table.count).toBe(16);
    expect(capacityOf(table)).toBe(FIRST_CAPACITY);
  });

  // What hosts count in: contexts one by one, call tokens one by one or four by four.
  it("holds thousands of ids that step by one", () => stepsBack(1, 20000));
  it("holds thousands of ids that step by four", () => stepsBack(4, 20000));
  it("holds thousands of ids that step by a power of two", () => stepsBack(1 << 18, 10000));

  it("does what a map does, whatever is done to it", () => {
    for (let seed: u32 = 1; seed <= 20; seed++) {
      const random = new Random(seed * 2654435761);
      const table = new IdTable();
      const model = new Map<u32, u32>();
      // Some walks stay in one small table full of collisions, others make it grow.
      const bound = <i32>(8 << (seed % 6));
      for (let step = 0; step < 3000; step++) {
        const id = <u32>random.below(bound);
        if (random.below(100) < 55) {
          const record = <u32>random.below(1000000) + 1;
          table.put(id, record);
          model.set(id, record);
        } else {
          const expected: u32 = model.has(id) ? model.get(id) : 0;
          model.delete(id);
          if (table.take(id) != expected) expect(step).toBe(-1, "taken");
        }
        if (step % 100 == 0 && !agrees(table, model, bound)) expect(step).toBe(-1, "state");
      }
      expect(agrees(table, model, bound)).toBeTruthy();
    }
  });
});
