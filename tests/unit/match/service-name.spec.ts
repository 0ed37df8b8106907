import { ClusterName, ServiceName } from "../../../assembly/match/service-name";
import { bytesOf, textOf } from "../../../assembly/text/bytes";

const cluster = new ClusterName();
let parsed: ArrayBuffer = bytesOf("");

function parses(name: string): bool {
  parsed = bytesOf(name);
  return cluster.parse(changetype<usize>(parsed), parsed.byteLength);
}

function matches(service: string, name: string): bool {
  return parses(name) && new ServiceName(service).matches(cluster);
}

describe("the name of a cluster", () => {
  it("holds port and host", () => {
    expect(parses("outbound|8080|v1|web.dev.svc.cluster.local")).toBeTruthy();
    expect(textOf(cluster.port.at, cluster.port.size)).toBe("8080");
    expect(textOf(cluster.host.at, cluster.host.size)).toBe("web.dev.svc.cluster.local");
  });

  it("may have empty parts", () => {
    expect(parses("outbound|80||web.dns")).toBeTruthy();
    expect(parses("|||")).toBeTruthy();
    expect(cluster.host.size).toBe(0);
  });

  it("of any other form is none", () => {
    expect(parses("")).toBeFalsy();
    expect(parses("BlackHoleCluster")).toBeFalsy();
    expect(parses("outbound|80|web.dns")).toBeFalsy();
    expect(parses("outbound|80||web.dns|more")).toBeFalsy();
    expect(parses("||")).toBeFalsy();
    expect(parses("||||")).toBeFalsy();
  });
});

describe("a service of a rule", () => {
  it("without a port is that host on any port", () => {
    expect(matches("web.dns", "outbound|80||web.dns")).toBeTruthy();
    expect(matches("web.dns", "outbound|8080|v2|web.dns")).toBeTruthy();
    expect(matches("web.dns", "outbound|80||web.dns.evil")).toBeFalsy();
    expect(matches("web.dns", "outbound|80||web.static")).toBeFalsy();
  });

  it("with a port is that host on that port", () => {
    expect(matches("web.dns:80", "outbound|80||web.dns")).toBeTruthy();
    expect(matches("web.dns:80", "outbound|8080||web.dns")).toBeFalsy();
    expect(matches("web.dns:80", "outbound|080||web.dns")).toBeFalsy();
    expect(matches("web.dns:", "outbound|80||web.dns")).toBeFalsy();
  });

  it("whose host holds a colon is found whole", () => {
    expect(matches("a:b", "outbound|80||a:b")).toBeTruthy();
    expect(matches("a:b:80", "outbound|80||a:b")).toBeTruthy();
  });
});
