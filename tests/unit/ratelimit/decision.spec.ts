import { Decision } from "../../../assembly/ratelimit/decision";
import { Reply, ReplyType } from "../../../assembly/redis/reply";
import { bytesOf } from "../../../assembly/text/bytes";

const reply = new Reply();
let opened: ArrayBuffer = bytesOf("");

function take(decision: Decision, text: string): bool {
  opened = bytesOf(text);
  reply.open(changetype<usize>(opened), opened.byteLength);
  if (reply.next() != ReplyType.Array) return false;
  return decision.take(reply);
}

function decide(limit: i32, count: i32): Decision {
  const decision = new Decision();
  expect(take(decision, `*3\r\n:${limit}\r\n:${count}\r\n:60\r\n`)).toBeTruthy();
  return decision;
}

describe("a decision", () => {
  it("lets requests pass up to the limit, that one included", () => {
    expect(decide(2, 1).isOverLimit).toBeFalsy();
    expect(decide(2, 2).isOverLimit).toBeFalsy();
    expect(decide(2, 3).isOverLimit).toBeTruthy();
  });

  it("tells what remains, never less than nothing", () => {
    expect(decide(2, 1).remaining).toBe(1);
    expect(decide(2, 2).remaining).toBe(0);
    expect(decide(2, 3).remaining).toBe(0);
    expect(decide(2, 3).secondsLeft).toBe(60);
  });

  it("is none before Redis has answered", () => {
    const decision = new Decision();
    expect(decision.isKnown).toBeFalsy();
    expect(decision.isOverLimit).toBeFalsy();
  });

  it("is the same if it was counted without Redis", () => {
    const decision = new Decision();
    decision.know(2, 3, 42);
    expect(decision.isOverLimit).toBeTruthy();
    expect(decision.remaining).toBe(0);
    expect(decision.secondsLeft).toBe(42);
    decision.know(2, 2, 42);
    expect(decision.isOverLimit).toBeFalsy();
  });

  it("takes numbers that a proxy has turned into bulks", () => {
    const decision = new Decision();
    expect(take(decision, "*3\r\n$2\r\n10\r\n$2\r\n11\r\n:5\r\n")).toBeTruthy();
    expect(decision.isOverLimit).toBeTruthy();
  });

  it("takes the largest limit there is", () => {
    const decision = new Decision();
    expect(take(decision, "*3\r\n:9007199254740991\r\n:9007199254740991\r\n:86400\r\n")).toBeTruthy();
    expect(decision.isOverLimit).toBeFalsy();
    expect(decision.remaining).toBe(0);
  });

  it("is not made from anything but three numbers", () => {
    const others = [
      "*0\r\n",
      "*2\r\n:1\r\n:2\r\n",
      "*4\r\n:1\r\n:2\r\n:3\r\n:4\r\n",
      "*3\r\n:1\r\n:2\r\n:3\r\n:4\r\n",
      "*3\r\n:1\r\n:2\r\n",
      "*3\r\n:1\r\n:2\r\n:3",
      "*3\r\n:1\r\n$-1\r\n:3\r\n",
      "*3\r\n:1\r\n+2\r\n:3\r\n",
      "*3\r\n-ERR x\r\n:2\r\n:3\r\n",
      "*3\r\n*1\r\n:1\r\n:2\r\n:3\r\n",
      "*3\r\n:1\r\n:99999999999999999999\r\n:3\r\n",
    ];
    for (let i = 0; i < others.length; i++) {
      const decision = new Decision();
      expect(take(decision, others[i])).toBeFalsy(others[i]);
      expect(decision.isKnown || decision.isOverLimit).toBeFalsy(others[i]);
    }
  });
});
