import { Fault, faultOfError, faultText } from "../../../assembly/redis/fault";
import { Reply } from "../../../assembly/redis/reply";
import { bytesOf } from "../../../assembly/text/bytes";

const reply = new Reply();

function faultOf(error: string): Fault {
  const bytes = bytesOf("-" + error + "\r\n");
  reply.open(changetype<usize>(bytes), bytes.byteLength);
  reply.next();
  return faultOfError(reply);
}

describe("an error reply tells", () => {
  it("that credentials are missing or wrong", () => {
    expect(faultOf("NOAUTH Authentication required.")).toBe(Fault.NoAuth);
    expect(faultOf("ERR Protocol error: unauthenticated bulk length")).toBe(Fault.NoAuth);
    expect(faultOf("WRONGPASS invalid username-password pair")).toBe(Fault.WrongPassword);
    expect(faultOf("NOPERM this user has no permissions")).toBe(Fault.NotPermitted);
  });

  it("why a server takes no writes now", () => {
    expect(faultOf("LOADING Redis is loading the dataset in memory")).toBe(Fault.Loading);
    expect(faultOf("READONLY You can't write against a read only replica.")).toBe(Fault.ReadOnly);
    expect(faultOf("OOM command not allowed when used memory > 'maxmemory'.")).toBe(Fault.OutOfMemory);
  });

  it("the same from within a script, as servers before 7.0 say it", () => {
    const script = "ERR Error running script (call to f_206d): @user_script:8: @user_script: 8: ";
    expect(faultOf(script + "-OOM command not allowed when used memory > 'maxmemory'.")).toBe(
      Fault.OutOfMemory,
    );
    expect(faultOf(script + "-READONLY You can't write against a read only replica.")).toBe(Fault.ReadOnly);
    expect(faultOf(script + "Unknown Redis command")).toBe(Fault.ErrorReply);
    expect(faultOf("ERR Error running script")).toBe(Fault.ErrorReply);
  });

  it("no more than that it is one, if its code is not known", () => {
    expect(faultOf("ERR unknown command")).toBe(Fault.ErrorReply);
    expect(faultOf("MOVED 1 10.0.0.1:6379")).toBe(Fault.ErrorReply);
    expect(faultOf("NO")).toBe(Fault.ErrorReply);
    expect(faultOf("")).toBe(Fault.ErrorReply);
  });
});

describe("the log", () => {
  it("names the timeout that was in force", () => {
    expect(faultText(Fault.ConnectionLost, 250, 50, "")).toBe("connection lost, or no reply within 250 ms");
  });

  it("repeats what the server said, and what to do", () => {
    expect(faultText(Fault.WrongPassword, 1000, 50, "WRONGPASS no")).toBe(
      "authentication failed, check redis.username and redis.password: WRONGPASS no",
    );
    expect(faultText(Fault.ErrorReply, 1000, 50, "ERR x")).toBe("error reply: ERR x");
    expect(faultText(Fault.UnexpectedReply, 1000, 50, ":1")).toBe("unexpected reply: :1");
  });

  it("has another text for each state", () => {
    const texts: string[] = [];
    for (let fault: i32 = Fault.None; fault <= Fault.UnexpectedReply; fault++) {
      // Nothing is sent, so these two say nothing about the server; a wrong password reads as a missing one.
      if (fault == Fault.BreakerOpen || fault == Fault.TooManyInFlight || fault == Fault.WrongPassword)
        continue;
      const text = faultText(fault, 1000, 50, "detail");
      expect(texts.includes(text)).toBeFalsy(text);
      texts.push(text);
    }
  });
});
