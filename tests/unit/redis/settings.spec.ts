import { RedisSettings } from "../../../assembly/redis/settings";

function settings(): RedisSettings {
  const made = new RedisSettings();
  made.serviceName = "redis.dns";
  made.servicePort = 6379;
  return made;
}

describe("the settings of a Redis", () => {
  it("name the gateway's cluster", () => {
    expect(settings().cluster).toBe("outbound|6379||redis.dns");
  });

  it("ask the gateway to hold nothing back", () => {
    expect(settings().clusterWithParameters).toBe(
      "outbound|6379||redis.dns?buffer_flush_timeout=0&max_buffer_size_before_flush=0",
    );
  });

  it("name the database only if it is not the first", () => {
    const made = settings();
    made.database = 3;
    made.flushTimeoutMs = 2;
    made.flushBytes = 512;
    expect(made.clusterWithParameters).toBe(
      "outbound|6379||redis.dns?db=3&buffer_flush_timeout=2&max_buffer_size_before_flush=512",
    );
  });

  it("are the same for the same Redis only", () => {
    expect(settings().identity).toBe(settings().identity);
    const others: RedisSettings[] = [];
    for (let i = 0; i < 11; i++) others.push(settings());
    others[0].serviceName = "other.dns";
    others[1].servicePort = 6380;
    others[2].username = "u";
    others[3].password = "u";
    others[4].database = 1;
    others[5].timeoutMs = 999;
    others[6].flushTimeoutMs = 1;
    others[7].flushBytes = 1;
    others[8].deadlineMs = 1;
    others[9].maxInFlight = 1;
    others[10].breaker.failures = 1;
    const seen = [settings().identity];
    for (let i = 0; i < others.length; i++) {
      expect(seen.includes(others[i].identity)).toBeFalsy(others[i].identity);
      seen.push(others[i].identity);
    }
  });

  it("are of one place, however it is reached", () => {
    const other = settings();
    other.password = "p";
    other.timeoutMs = 5;
    other.flushBytes = 1;
    other.breaker.failures = 1;
    expect(other.place).toBe(settings().place);
    other.database = 1;
    expect(other.place).not.toBe(settings().place);
    const elsewhere = settings();
    elsewhere.serviceName = "other.dns";
    expect(elsewhere.place).not.toBe(settings().place);
  });
});
