import { Pool } from "../../../assembly/memory/pool";

const RECORD_BYTES: i32 = 40;

function isBlank(record: usize): bool {
  for (let i = 0; i < RECORD_BYTES; i++) {
    if (load<u8>(record + i) != 0) return false;
  }
  return true;
}

describe("a pool", () => {
  it("hands out records that do not overlap", () => {
    const pool = new Pool(RECORD_BYTES);
    const records: usize[] = [];
    for (let i = 0; i < 100; i++) {
      const record = pool.acquire();
      memory.fill(record, <u8>(i + 1), RECORD_BYTES);
      records.push(record);
    }
    let areIntact = true;
    for (let i = 0; i < 100; i++) {
      for (let k = 0; k < RECORD_BYTES; k++) {
        if (load<u8>(records[i] + k) != <u8>(i + 1)) areIntact = false;
      }
    }
    expect(areIntact).toBeTruthy();
  });

  it("hands out blank records, also those that were used before", () => {
    const pool = new Pool(RECORD_BYTES);
    const first = pool.acquire();
    expect(isBlank(first)).toBeTruthy("new");
    memory.fill(first, 0xff, RECORD_BYTES);
    pool.release(first);
    const second = pool.acquire();
    expect(second).toBe(first, "used again");
    expect(isBlank(second)).toBeTruthy("blank again");
  });

  it("gives back all that were released before it takes new memory", () => {
    const pool = new Pool(RECORD_BYTES);
    const records: usize[] = [];
    for (let i = 0; i < 50; i++) records.push(pool.acquire());
    for (let i = 0; i < 50; i++) pool.release(records[i]);
    let areKnown = true;
    for (let i = 0; i < 50; i++) {
      const index = records.indexOf(pool.acquire());
      if (index < 0) areKnown = false;
      else records.splice(index, 1);
    }
    expect(areKnown).toBeTruthy("each of the fifty, none twice");
    expect(records.length).toBe(0);
  });

  it("shares nothing with another pool", () => {
    const one = new Pool(RECORD_BYTES);
    const other = new Pool(RECORD_BYTES);
    const record = one.acquire();
    one.release(record);
    expect(other.acquire()).not.toBe(record);
  });
});
