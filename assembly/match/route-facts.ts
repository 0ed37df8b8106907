import { Span } from "../text/span";
import { ClusterName } from "./service-name";

/** What rule scopes look at; empty where the gateway does not know it, or no rule asks for it. */
@unmanaged
export class RouteFacts {
  /** `:authority` without its port. */
  readonly host: Span = new Span();
  readonly route: Span = new Span();
  readonly cluster: ClusterName = new ClusterName();
  hasCluster: bool = false;
}
