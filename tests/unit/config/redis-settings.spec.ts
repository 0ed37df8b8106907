import { readRedisSettings } from "../../../assembly/config/redis-settings";
import { RedisSettings } from "../../../assembly/redis/settings";
import { errorsOf, fieldsOf, warningsOf } from "./reading";

function read(redis: string): RedisSettings {
  const fields = fieldsOf(`{"redis": ${redis}}`);
  const settings = readRedisSettings(fields);
  expect(errorsOf(fields)).toBe("", redis);
  return settings === null ? new RedisSettings() : settings;
}

function errors(json: string): string {
  const fields = fieldsOf(json);
  readRedisSettings(fields);
  return errorsOf(fields);
}

describe("the redis object", () => {
  it("needs no more than the name of the service", () => {
    const settings = read('{"service_name": "redis.dns"}');
    expect(settings.serviceName).toBe("redis.dns");
    expect(settings.servicePort).toBe(6379);
    expect(settings.username + settings.password).toBe("");
    expect(settings.database).toBe(0);
    expect(settings.timeoutMs).toBe(1000);
    expect(settings.flushTimeoutMs).toBe(0);
    expect(settings.flushBytes).toBe(0);
  });

  it("takes port 80 for a static service, as the gateway's console writes it", () => {
    expect(read('{"service_name": "redis.static"}').servicePort).toBe(80);
    expect(read('{"service_name": "redis.static", "service_port": 6379}').servicePort).toBe(6379);
    expect(read('{"service_name": "redis.static.dns"}').servicePort).toBe(6379);
  });

  it("takes 0 for the usual port and the usual timeout", () => {
    const settings = read('{"service_name": "redis.dns", "service_port": 0, "timeout": 0}');
    expect(settings.servicePort).toBe(6379);
    expect(settings.timeoutMs).toBe(1000);
  });

  it("takes all there is to say", () => {
    const settings = read(
      '{"service_name": "r.dns", "service_port": "7000", "username": "u", "password": 12345, ' +
        '"timeout": "250", "database": 3, "flush": {"timeout_ms": 5, "bytes": 64}}',
    );
    expect(settings.servicePort).toBe(7000);
    expect(settings.username).toBe("u");
    expect(settings.password).toBe("12345");
    expect(settings.timeoutMs).toBe(250);
    expect(settings.database).toBe(3);
    expect(settings.flushTimeoutMs).toBe(5);
    expect(settings.flushBytes).toBe(64);
  });

  it("flushes at once, or by a time and a size of which each has its default", () => {
    expect(read('{"service_name": "r.dns", "flush": "immediate"}').flushBytes).toBe(0);
    expect(read('{"service_name": "r.dns", "flush": null}').flushBytes).toBe(0);
    const settings = read('{"service_name": "r.dns", "flush": {}}');
    expect(settings.flushTimeoutMs).toBe(3);
    expect(settings.flushBytes).toBe(1024);
    expect(errors('{"redis": {"service_name": "r.dns", "flush": "later"}}')).toBe(
      'redis.flush: "later" is not an object; write immediate, or {timeout_ms: 3, bytes: 1024}',
    );
  });

  it("is missed", () => {
    const remedy = "write redis: {service_name: NAME.dns} with the service of your Redis";
    expect(errors("{}")).toBe(`redis: is missing; ${remedy}`);
    expect(errors('{"redis": null}')).toBe(`redis: is missing; ${remedy}`);
    expect(errors('{"redis": "redis.dns"}')).toBe(`redis: "redis.dns" is not an object; ${remedy}`);
  });

  it("says each thing that is wrong", () => {
    const text = errors(
      '{"redis": {"service_port": 65536, "timeout": 3600001, "database": -1, "password": [], "flush": {"bytes": -1}}}',
    );
    expect(text.split("\n").length).toBe(6, text);
    expect(text.includes("redis.service_name: is missing or empty")).toBeTruthy(text);
    expect(text.includes("redis.service_port: 65536 is not between 0 and 65535")).toBeTruthy(text);
    expect(text.includes("redis.flush.bytes: -1 is not between 0 and 1048576")).toBeTruthy(text);
  });

  it("does not take a reference to a Secret for the secret", () => {
    const text = errors('{"redis": {"service_name": "r.dns", "password": "x${secret.redis-auth.password}"}}');
    expect(text).toBe(
      "redis.password: holds an unresolved reference ${secret.…}; " +
        "create the Secret it names, in the gateway's namespace, with that key",
    );
    expect(read('{"service_name": "r.dns", "password": "$secret"}').password).toBe("$secret");
  });
});

function errorOf(field: string): string {
  return errors(`{"redis": {"service_name": "r.dns", ${field}}}`);
}

describe("the bounds of a Redis", () => {
  it("have their defaults", () => {
    const settings = read(
      '{"service_name": "r.dns", "breaker": null, "max_in_flight": null, "deadline": null}',
    );
    expect(settings.breaker.identity).toBe("5 2000 500 10000 20");
    expect(settings.maxInFlight).toBe(1024);
    expect(settings.deadlineMs).toBe(0);
    expect(read('{"service_name": "r.dns", "breaker": {}}').breaker.identity).toBe("5 2000 500 10000 20");
  });

  it("are taken as they are written", () => {
    const settings = read(
      '{"service_name": "r.dns", "max_in_flight": "7", "deadline": "50ms", ' +
        '"breaker": {"failures": 3, "open": "4s", "error_rate": 0.25, "window": "1m"}}',
    );
    expect(settings.maxInFlight).toBe(7);
    expect(settings.deadlineMs).toBe(50);
    expect(settings.breaker.identity).toBe("3 4000 250 60000 20");
  });

  it("take the ends of what they may be", () => {
    const least = read(
      '{"service_name": "r.dns", "max_in_flight": 1, "deadline": "0ms", ' +
        '"breaker": {"failures": 0, "open": "1ms", "error_rate": 0, "window": "1ms"}}',
    );
    expect(least.breaker.identity).toBe("0 1 0 1 20");
    const most = read(
      '{"service_name": "r.dns", "max_in_flight": 1048576, "deadline": "1h", ' +
        '"breaker": {"failures": 1048576, "open": "1h", "error_rate": 1, "window": "1h"}}',
    );
    expect(most.breaker.identity).toBe("1048576 3600000 1000 3600000 20");
    expect(most.maxInFlight).toBe(1_048_576);
    expect(most.deadlineMs).toBe(3_600_000);
  });

  it("say what is wrong with them", () => {
    const duration = "write a number and a unit (ms, s, m, h, d), e.g. 500ms";
    expect(errorOf('"max_in_flight": 0')).toBe(
      "redis.max_in_flight: 0 is not between 1 and 1048576; write a number of calls, e.g. 1024",
    );
    expect(errorOf('"deadline": 50')).toBe(`redis.deadline: 50 is not a duration; ${duration}`);
    expect(errorOf('"deadline": "50"')).toBe(`redis.deadline: "50" is not a duration; ${duration}`);
    expect(errorOf('"deadline": "61m"')).toBe(
      `redis.deadline: "61m" is not between 0 and 3600000 ms; ${duration}`,
    );
    expect(errorOf('"breaker": true')).toBe(
      "redis.breaker: true is not an object; write e.g. {failures: 5, open: 2s}",
    );
    expect(errorOf('"breaker": {"failures": -1}')).toBe(
      "redis.breaker.failures: -1 is not between 0 and 1048576; " +
        "write how many failures in a row open it, e.g. 5, or 0 for never",
    );
    expect(errorOf('"breaker": {"open": "0s"}')).toBe(
      `redis.breaker.open: "0s" is not between 1 and 3600000 ms; ${duration}`,
    );
    expect(errorOf('"breaker": {"window": {}}')).toBe(
      `redis.breaker.window: {} is not a duration; ${duration}`,
    );
    expect(errorOf('"breaker": {"error_rate": 1.1}')).toBe(
      "redis.breaker.error_rate: 1.1 is not a number from 0 to 1; write e.g. 0.5",
    );
  });

  it("warn of what they do not know", () => {
    const fields = fieldsOf(
      '{"redis": {"service_name": "r.dns", "breaker": {"failure": 5, "half_open": 1}}}',
    );
    readRedisSettings(fields);
    expect(warningsOf(fields)).toBe(
      "redis.breaker.failure: unknown field, ignored; did you mean failures?\n" +
        "redis.breaker.half_open: unknown field, ignored; remove it",
    );
  });
});
