import { randomUUID } from 'node:crypto';
import { GenericContainer, type StartedTestContainer } from 'testcontainers';
import { docker, runLabels } from './run.ts';

/** A Docker network of its own, on which containers know each other by names. */
export class ContainerNetwork {
  private constructor(
    readonly name: string,
    /** This machine's own address on the network. */
    readonly hostIp: string,
  ) {}

  static async create(): Promise<ContainerNetwork> {
    const name = `higress-redis-${randomUUID()}`;
    const labels = Object.entries(runLabels()).flatMap(([key, value]) => ['--label', `${key}=${value}`]);
    await docker('network', 'create', ...labels, name);
    const hostIp = await docker('network', 'inspect', '--format', '{{(index .IPAM.Config 0).Gateway}}', name);
    return new ContainerNetwork(name, hostIp);
  }

  /** A container that will be on this network; with aliases on Docker's own as well. */
  container(image: string): GenericContainer {
    return new GenericContainer(image).withNetworkMode(this.name).withLabels(runLabels());
  }

  async remove(): Promise<void> {
    await docker('network', 'rm', this.name);
  }
}

/** Where a port of the container is found on this machine. */
export function mappedAddress(container: StartedTestContainer, port: number): string {
  // A container's port is published on IPv4; `localhost` may be tried as IPv6 first.
  const host = container.getHost() === 'localhost' ? '127.0.0.1' : container.getHost();
  return `${host}:${container.getMappedPort(port)}`;
}
