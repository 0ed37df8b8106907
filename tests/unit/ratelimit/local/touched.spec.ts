import { Touched, touchedOf } from "../../../../assembly/ratelimit/local/touched";
import { Random } from "../../text/random";

function all(touched: Touched): i32[] {
  const found: i32[] = [];
  for (let index = touched.next(0); index >= 0; index = touched.next(index + 1)) found.push(index);
  return found;
}

describe("the slots that were touched", () => {
  it("are none at first", () => {
    const touched = new Touched(1);
    expect(touched.isEmpty).toBeTruthy();
    expect(touched.next(0)).toBe(-1);
  });

  it("are found in order, each once, also the first and the last", () => {
    const touched = new Touched(1);
    const added = [1023, 31, 0, 32, 0, 1023, 500];
    for (let i = 0; i < added.length; i++) touched.add(added[i]);
    expect(all(touched).join(" ")).toBe("0 31 32 500 1023");
    expect(touched.next(1024)).toBe(-1);
  });

  it("agree with a set over random steps", () => {
    const random = new Random(3);
    const touched = new Touched(1);
    const model = new Set<i32>();
    for (let step = 0; step < 2000; step++) {
      const index = random.below(1024);
      if (random.below(2) == 0) {
        touched.add(index);
        model.add(index);
      } else {
        touched.remove(index);
        model.delete(index);
      }
    }
    expect(all(touched).join(" ")).toBe(model.values().sort().join(" "));
    const left = model.values();
    for (let i = 0; i < left.length; i++) touched.remove(left[i]);
    expect(touched.isEmpty).toBeTruthy();
  });

  it("are the same for the same Redis, whoever asks", () => {
    expect(touchedOf(77) === touchedOf(77)).toBeTruthy();
    expect(touchedOf(77) === touchedOf(78)).toBeFalsy();
    expect(touchedOf(78).origin).toBe(78);
  });
});
