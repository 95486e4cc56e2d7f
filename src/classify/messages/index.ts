// In: one text and the place it was read in. Out: which sentence of which program it is, with the names it holds.
// The files beside this one are data: a speaker each, every entry a sentence with what it proves and what is often taken for it.
// `kinds.ts` names what can happen, `message.ts` is the shape, `search.ts` finds candidates without trying every pattern.
// Each entry names its source: where the words were not looked up there, it says so.
// classify, analysis and app may import it; it imports the model only.
import { abraMessages } from './abra.ts';
import { allocatorMessages } from './allocator.ts';
import { buildxMessages } from './buildx.ts';
import { ciRunnerMessages } from './ci-runner.ts';
import { ciServicesMessages } from './ci-services.ts';
import { compileMessages } from './compile.ts';
import { composeMessages } from './compose.ts';
import { composeToolMessages } from './compose-tool.ts';
import { containerdMessages } from './containerd.ts';
import { controlApiMessages } from './control-api.ts';
import { dependenciesMessages } from './dependencies.ts';
import { dependenciesSystemMessages } from './dependencies-system.ts';
import { discoveryMessages } from './discovery.ts';
import { dockerCliMessages } from './docker-cli.ts';
import { engineMessages } from './engine.ts';
import { engineAnswersMessages } from './engine-answers.ts';
import { engineHealthMessages } from './engine-health.ts';
import { gitMessages } from './git.ts';
import { healthOutputMessages } from './health-output.ts';
import { hostMessages } from './host.ts';
import { hostLimitsMessages } from './host-limits.ts';
import { ipamMessages } from './ipam.ts';
import { libnetworkMessages } from './libnetwork.ts';
import { lintMessages } from './lint.ts';
import type { Message, Surface } from './message.ts';
import { portsMessages } from './ports.ts';
import { registryMessages } from './registry.ts';
import { registryContainerdMessages } from './registry-containerd.ts';
import { registryHostsMessages } from './registry-hosts.ts';
import { runcMessages } from './runc.ts';
import { schedulerMessages } from './scheduler.ts';
import { Catalogue, type MessageMatch } from './search.ts';
import { serviceDatabaseMessages } from './service-database.ts';
import { serviceLogMessages } from './service-log.ts';
import { storageMessages } from './storage.ts';
import { swarmManagersMessages } from './swarm-managers.ts';
import { swarmNodesMessages } from './swarm-nodes.ts';
import { taskMessages } from './task.ts';
import { taskConfigMessages } from './task-config.ts';
import { taskMountsMessages } from './task-mounts.ts';
import { testBrowserMessages } from './test-browser.ts';
import { testEnvironmentMessages } from './test-environment.ts';
import { testRunMessages } from './test-run.ts';
import { testRunOtherMessages } from './test-run-other.ts';
import { updaterMessages } from './updater.ts';

export type { MessageMatch } from './search.ts';

/** Every message of every speaker. */
export const messages: readonly Message[] = [
  ...abraMessages,
  ...allocatorMessages,
  ...buildxMessages,
  ...ciRunnerMessages,
  ...ciServicesMessages,
  ...compileMessages,
  ...composeMessages,
  ...composeToolMessages,
  ...containerdMessages,
  ...controlApiMessages,
  ...dependenciesMessages,
  ...dependenciesSystemMessages,
  ...discoveryMessages,
  ...dockerCliMessages,
  ...engineMessages,
  ...engineAnswersMessages,
  ...engineHealthMessages,
  ...gitMessages,
  ...healthOutputMessages,
  ...hostMessages,
  ...hostLimitsMessages,
  ...ipamMessages,
  ...libnetworkMessages,
  ...lintMessages,
  ...portsMessages,
  ...registryMessages,
  ...registryContainerdMessages,
  ...registryHostsMessages,
  ...runcMessages,
  ...schedulerMessages,
  ...serviceDatabaseMessages,
  ...serviceLogMessages,
  ...storageMessages,
  ...swarmManagersMessages,
  ...swarmNodesMessages,
  ...taskMessages,
  ...taskConfigMessages,
  ...taskMountsMessages,
  ...testBrowserMessages,
  ...testEnvironmentMessages,
  ...testRunMessages,
  ...testRunOtherMessages,
  ...updaterMessages,
];

const catalogue = new Catalogue(messages);

/** Every message that occurs in `text` on that surface, the one nearest to the cause first. */
export const matchAll = (text: string, surface: Surface): readonly MessageMatch[] => catalogue.matchAll(text, surface);

/** The message nearest to the cause in `text`, null where no program we know says this. */
export const matchMessage = (text: string, surface: Surface): MessageMatch | null => catalogue.matchAll(text, surface)[0] ?? null;
