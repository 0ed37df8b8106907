import { RedisClients } from "../../../assembly/redis/clients";
import { Pulse } from "../../../assembly/redis/pulse";
import { RedisSettings } from "../../../assembly/redis/settings";

function settings(service: string): RedisSettings {
  const made = new RedisSettings();
  made.serviceName = service;
  made.servicePort = 6379;
  return made;
}

describe("the clients of a configuration", () => {
  it("are none at first", () => {
    expect(new RedisClients(new Pulse()).isEmpty).toBeTruthy();
  });

  it("are one for equal settings, so that rules share its breaker", () => {
    const clients = new RedisClients(new Pulse());
    const client = clients.get(settings("redis.dns"));
    expect(clients.get(settings("redis.dns")) === client).toBeTruthy();
    expect(clients.isEmpty).toBeFalsy();
  });

  it("are others for another Redis, and for other bounds", () => {
    const clients = new RedisClients(new Pulse());
    const client = clients.get(settings("redis.dns"));
    const bounded = settings("redis.dns");
    bounded.deadlineMs = 50;
    expect(clients.get(settings("other.dns")) === client).toBeFalsy();
    expect(clients.get(bounded) === client).toBeFalsy();
  });

  it("serve, as far as anybody knows before the first call", () => {
    expect(new RedisClients(new Pulse()).get(settings("redis.dns")).isServing).toBeTruthy();
  });
});
