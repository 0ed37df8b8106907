import { RouteFacts } from "../../../assembly/match/route-facts";
import { bytesOf } from "../../../assembly/text/bytes";

const facts = new RouteFacts();
// Facts point into memory of somebody else, so it has to outlive the call.
let route: ArrayBuffer = bytesOf("");
let host: ArrayBuffer = bytesOf("");
let cluster: ArrayBuffer = bytesOf("");

/** What the gateway would say about a request; "" is what it does not know. */
export function factsOf(routeName: string, hostName: string, clusterName: string): RouteFacts {
  route = bytesOf(routeName);
  host = bytesOf(hostName);
  cluster = bytesOf(clusterName);
  facts.route.set(changetype<usize>(route), route.byteLength);
  facts.host.set(changetype<usize>(host), host.byteLength);
  facts.hasCluster = facts.cluster.parse(changetype<usize>(cluster), cluster.byteLength);
  return facts;
}
