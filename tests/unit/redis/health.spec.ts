import { Health, healthOfError, healthText } from "../../../assembly/redis/health";
import { Reply } from "../../../assembly/redis/reply";
import { bytesOf } from "../../../assembly/text/bytes";

const reply = new Reply();

function healthOf(error: string): Health {
  const bytes = bytesOf("-" + error + "\r\n");
  reply.open(changetype<usize>(bytes), bytes.byteLength);
  reply.next();
  return healthOfError(reply);
}

describe("an error reply tells", () => {
  it("that credentials are missing or wrong", () => {
    expect(healthOf("NOAUTH Authentication required.")).toBe(Health.Unauthenticated);
    expect(healthOf("ERR Protocol error: unauthenticated bulk length")).toBe(Health.Unauthenticated);
    expect(healthOf("WRONGPASS invalid username-password pair")).toBe(Health.WrongPassword);
    expect(healthOf("NOPERM this user has no permissions")).toBe(Health.NotPermitted);
  });

  it("why a server takes no writes now", () => {
    expect(healthOf("LOADING Redis is loading the dataset in memory")).toBe(Health.Loading);
    expect(healthOf("READONLY You can't write against a read only replica.")).toBe(Health.ReadOnly);
    expect(healthOf("OOM command not allowed when used memory > 'maxmemory'.")).toBe(Health.OutOfMemory);
  });

  it("no more than that it is one, if its code is not known", () => {
    expect(healthOf("ERR unknown command")).toBe(Health.ErrorReply);
    expect(healthOf("MOVED 1 10.0.0.1:6379")).toBe(Health.ErrorReply);
    expect(healthOf("NO")).toBe(Health.ErrorReply);
    expect(healthOf("")).toBe(Health.ErrorReply);
  });
});

describe("the log", () => {
  it("names the timeout that was in force", () => {
    expect(healthText(Health.NoReply, 250, "")).toBe("connection lost, or no reply within 250 ms");
  });

  it("repeats what the server said, and what to do", () => {
    expect(healthText(Health.WrongPassword, 1000, "WRONGPASS no")).toBe(
      "authentication failed, check redis.username and redis.password: WRONGPASS no",
    );
    expect(healthText(Health.ErrorReply, 1000, "ERR x")).toBe("error reply: ERR x");
    expect(healthText(Health.UnexpectedReply, 1000, ":1")).toBe("unexpected reply: :1");
  });

  it("has another text for each state", () => {
    const texts: string[] = [];
    for (let health: i32 = Health.Up; health <= Health.UnexpectedReply; health++) {
      if (health == Health.WrongPassword) continue;
      const text = healthText(health, 1000, "detail");
      expect(texts.includes(text)).toBeFalsy(text);
      texts.push(text);
    }
  });
});
