import { EXAMPLES } from "./examples/all";
import { words } from "./words";

describe("a typed command", () => {
  it("sends the words that its example names", () => {
    for (let i = 0; i < EXAMPLES.length; i++) {
      expect(words(EXAMPLES[i].make())).toBe(EXAMPLES[i].words);
    }
  });
});
