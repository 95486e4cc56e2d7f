import * as z from 'zod';
import { ForeignGeneric, ForeignPlatform } from '../swarm-demand-reply.ts';
import { listOf, orNull, time } from '../swarm-foreign.ts';
import type { Engine, Node } from './artifact.ts';

const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

const ForeignNode = z
  .object({
    ID: z.string().min(1),
    CreatedAt: time,
    Spec: orNull(z.object({ Role: z.string().default(''), Availability: z.string().default(''), Labels: labels })),
    Description: orNull(
      z.object({
        Hostname: orNull(z.string()),
        Platform: orNull(ForeignPlatform),
        Resources: orNull(z.object({ NanoCPUs: orNull(z.number()), MemoryBytes: orNull(z.number()), GenericResources: ForeignGeneric })),
        Engine: orNull(
          z.object({
            EngineVersion: orNull(z.string()),
            Labels: labels,
            Plugins: listOf(z.object({ Type: z.string().default(''), Name: z.string().default('') })),
          }),
        ),
      }),
    ),
    Status: orNull(z.object({ State: z.string().default(''), Message: orNull(z.string()), Addr: orNull(z.string()) })),
    ManagerStatus: orNull(z.object({ Leader: z.boolean().nullish(), Reachability: orNull(z.string()) })),
  })
  .transform(
    (reply): Node => ({
      id: reply.ID,
      hostname: reply.Description?.Hostname ?? null,
      role: reply.Spec?.Role ?? '',
      availability: reply.Spec?.Availability ?? '',
      state: reply.Status?.State ?? '',
      message: reply.Status?.Message ?? null,
      leader: reply.ManagerStatus?.Leader === true,
      reachability: reply.ManagerStatus?.Reachability ?? null,
      memory: reply.Description?.Resources?.MemoryBytes ?? null,
      nanoCpus: reply.Description?.Resources?.NanoCPUs ?? null,
      labels: reply.Spec?.Labels ?? {},
      engineLabels: reply.Description?.Engine?.Labels ?? {},
      engine: reply.Description?.Engine?.EngineVersion ?? null,
      platform: reply.Description?.Platform ?? null,
      generic: reply.Description?.Resources?.GenericResources ?? [],
      plugins: (reply.Description?.Engine?.Plugins ?? []).map(({ Type: type, Name: name }) => `${type}/${name}`),
      address: reply.Status?.Addr || null,
      createdAt: reply.CreatedAt,
    }),
  );

/** One element of `GET /nodes`. @throws where it is no node */
export const readNode = (row: unknown): Node => ForeignNode.parse(row);

/** Reply of `GET /info`. */
export const Info = z
  .object({
    Name: orNull(z.string()),
    ServerVersion: orNull(z.string()),
    SystemTime: time,
    MemTotal: orNull(z.number()),
    NCPU: orNull(z.number()),
    Swarm: orNull(
      z.object({
        NodeID: orNull(z.string()),
        LocalNodeState: orNull(z.string()),
        ControlAvailable: z.boolean().nullish(),
        Error: orNull(z.string()),
        Nodes: orNull(z.number()),
        Managers: orNull(z.number()),
        RemoteManagers: listOf(z.unknown()),
        Cluster: orNull(z.object({ DefaultAddrPool: listOf(z.string()), SubnetSize: orNull(z.number()) })),
      }),
    ),
  })
  .transform(
    (reply): Engine => ({
      name: reply.Name,
      version: reply.ServerVersion,
      systemTime: reply.SystemTime,
      memory: reply.MemTotal,
      cpus: reply.NCPU,
      state: reply.Swarm?.LocalNodeState ?? null,
      control: reply.Swarm?.ControlAvailable === true,
      error: reply.Swarm?.Error || null,
      nodeId: reply.Swarm?.NodeID || null,
      remoteManagers: reply.Swarm ? reply.Swarm.RemoteManagers.length : null,
      nodes: reply.Swarm?.Nodes ?? null,
      managers: reply.Swarm?.Managers ?? null,
      addressPools: reply.Swarm?.Cluster?.DefaultAddrPool ?? [],
      subnetSize: reply.Swarm?.Cluster?.SubnetSize ?? null,
    }),
  );
