import { Scope } from "../../../assembly/match/scope";
import { factsOf } from "./facts";

const WEB = "outbound|80||web.dns";

describe("a scope of routes", () => {
  it("holds each of them by its whole name", () => {
    const scope = new Scope(["a", "ns/b"], [], [], []);
    expect(scope.matches(factsOf("a", "", ""))).toBeTruthy();
    expect(scope.matches(factsOf("ns/b", "", ""))).toBeTruthy();
    expect(scope.matches(factsOf("b", "", ""))).toBeFalsy();
    expect(scope.matches(factsOf("aa", "", ""))).toBeFalsy();
    expect(scope.matches(factsOf("", "", ""))).toBeFalsy();
  });

  it("with services holds only what is both", () => {
    const scope = new Scope(["a"], [], ["web.dns"], []);
    expect(scope.matches(factsOf("a", "", WEB))).toBeTruthy();
    expect(scope.matches(factsOf("b", "", WEB))).toBeFalsy();
    expect(scope.matches(factsOf("a", "", "outbound|80||other.dns"))).toBeFalsy();
    expect(scope.matches(factsOf("a", "", ""))).toBeFalsy();
  });

  it("does not look at domains and prefixes beside them", () => {
    const scope = new Scope(["a"], ["x.com"], [], ["p-"]);
    expect(scope.matches(factsOf("a", "y.com", ""))).toBeTruthy();
    expect(scope.matches(factsOf("p-1", "x.com", ""))).toBeFalsy();
  });
});

describe("a scope of domains", () => {
  it("holds each of them", () => {
    const scope = new Scope([], ["x.com", "*.y.com"], [], []);
    expect(scope.matches(factsOf("", "x.com", ""))).toBeTruthy();
    expect(scope.matches(factsOf("", "a.y.com", ""))).toBeTruthy();
    expect(scope.matches(factsOf("", "z.com", ""))).toBeFalsy();
  });

  it("does not look at services beside them", () => {
    const scope = new Scope([], ["x.com"], ["web.dns"], []);
    expect(scope.matches(factsOf("", "x.com", ""))).toBeTruthy();
    expect(scope.matches(factsOf("", "y.com", WEB))).toBeFalsy();
  });
});

describe("a scope of services", () => {
  it("holds each of them, and nothing while the gateway names no cluster", () => {
    const scope = new Scope([], [], ["other.dns", "web.dns:80"], []);
    expect(scope.matches(factsOf("", "", WEB))).toBeTruthy();
    expect(scope.matches(factsOf("", "", "outbound|81||web.dns"))).toBeFalsy();
    expect(scope.matches(factsOf("", "", ""))).toBeFalsy();
    expect(scope.matches(factsOf("", "", "web.dns:80"))).toBeFalsy();
  });
});

describe("a scope of route prefixes", () => {
  it("holds every route that starts so", () => {
    const scope = new Scope([], [], [], ["shop-", "admin-"]);
    expect(scope.matches(factsOf("shop-1", "", ""))).toBeTruthy();
    expect(scope.matches(factsOf("admin-", "", ""))).toBeTruthy();
    expect(scope.matches(factsOf("shop", "", ""))).toBeFalsy();
    expect(scope.matches(factsOf("my-shop-1", "", ""))).toBeFalsy();
  });
});

describe("a scope asks the gateway", () => {
  it("only for what it looks at", () => {
    const route = new Scope(["a"], [], [], []);
    expect(route.needsRoute && !route.needsHost && !route.needsService).toBeTruthy("route");
    const both = new Scope(["a"], [], ["s"], []);
    expect(both.needsRoute && !both.needsHost && both.needsService).toBeTruthy("route and service");
    const host = new Scope([], ["h"], ["s"], ["p"]);
    expect(!host.needsRoute && host.needsHost && !host.needsService).toBeTruthy("host");
    const service = new Scope([], [], ["s"], ["p"]);
    expect(!service.needsRoute && !service.needsHost && service.needsService).toBeTruthy("service");
    const prefix = new Scope([], [], [], ["p"]);
    expect(prefix.needsRoute && !prefix.needsHost && !prefix.needsService).toBeTruthy("prefix");
  });
});
