import { Problems } from "../../../assembly/config/problems";
import { valueOf } from "../text/json/parsing";

describe("problems", () => {
  it("name the place, what is wrong and what to write", () => {
    const problems = new Problems();
    problems.refuse("redis.timeout", "is missing", "write milliseconds");
    expect(problems.errors.length).toBe(1);
    expect(problems.errors[0]).toBe("redis.timeout: is missing; write milliseconds");
  });

  it("show the value as JSON, and no more of it than fits a line", () => {
    const problems = new Problems();
    problems.refuseValue("a", valueOf('{"b": ["c", 1]}'), "is wrong", "write d");
    expect(problems.errors[0]).toBe('a: {"b":["c",1]} is wrong; write d');
    problems.refuseValue("a", valueOf(`"${"x".repeat(100000)}"`), "is wrong", "write d");
    expect(problems.errors[1].length).toBeLessThan(100);
  });

  it("that are warnings refuse nothing", () => {
    const problems = new Problems();
    problems.warn("a", "is odd", "remove it");
    expect(problems.hasErrors).toBeFalsy();
    expect(problems.warnings[0]).toBe("a: is odd; remove it");
    problems.refuse("a", "is wrong", "remove it");
    expect(problems.hasErrors).toBeTruthy();
  });
});
