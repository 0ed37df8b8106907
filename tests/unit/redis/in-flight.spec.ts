import { Call } from "../../../assembly/redis/call";
import { InFlight } from "../../../assembly/redis/in-flight";
import { Random } from "../text/random";

function call(token: u32): Call {
  const made = new Call();
  made.token = token;
  return made;
}

/** Tokens from the oldest on. */
function tokensOf(list: InFlight): u32[] {
  const tokens: u32[] = [];
  let each = list.oldest;
  while (each !== null) {
    tokens.push(each.token);
    each = each.next;
  }
  return tokens;
}

function expectTokens(list: InFlight, expected: u32[]): void {
  expect(tokensOf(list).join(" ")).toBe(expected.join(" "));
  expect(list.count).toBe(expected.length);
}

describe("the calls in flight", () => {
  it("are none at first", () => {
    expectTokens(new InFlight(), []);
  });

  it("stand in the order of their sending, whichever end first", () => {
    const orders = [
      [1, 2, 3],
      [3, 2, 1],
      [2, 1, 3],
      [2, 3, 1],
      [1, 3, 2],
      [3, 1, 2],
    ];
    for (let i = 0; i < orders.length; i++) {
      const list = new InFlight();
      const calls = [call(1), call(2), call(3)];
      for (let k = 0; k < 3; k++) list.add(calls[k]);
      const left: u32[] = [1, 2, 3];
      for (let k = 0; k < 3; k++) {
        list.remove(calls[orders[i][k] - 1]);
        left.splice(left.indexOf(orders[i][k]), 1);
        expectTokens(list, left);
      }
    }
  });

  it("agree with a plain list over ten thousand random steps", () => {
    const random = new Random(7);
    const list = new InFlight();
    const model: Call[] = [];
    const free: Call[] = [];
    for (let step = 0; step < 10_000; step++) {
      if (random.below(2) == 0 && model.length < 40) {
        const added = free.length > 0 ? free.pop() : call(step);
        list.add(added);
        model.push(added);
      } else if (model.length > 0) {
        const index = random.below(model.length);
        const removed = model.splice(index, 1)[0];
        list.remove(removed);
        expect(removed.next === null && removed.previous === null).toBeTruthy();
        free.push(removed);
      }
      const expected = model.map<u32>((each: Call): u32 => each.token);
      if (tokensOf(list).join(" ") != expected.join(" ")) expectTokens(list, expected);
    }
    expect(list.count).toBe(model.length);
  });

  it("begin to wait with the first tick after they were added, and once only", () => {
    const list = new InFlight();
    const calls = [call(1), call(2), call(3)];
    list.add(calls[0]);
    list.beginWaiting(50);
    list.add(calls[1]);
    list.add(calls[2]);
    list.beginWaiting(70);
    list.beginWaiting(90);
    expect(calls.map<u64>((each: Call): u64 => each.expiresMs).join(" ")).toBe("50 70 70");
    new InFlight().beginWaiting(1);
  });
});
