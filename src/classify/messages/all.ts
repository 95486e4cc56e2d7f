// Every speaker's sentences in one list. The build puts the same list here as data, with patterns that are compiled when they are first used
// (scripts/pack-messages.mjs): eight hundred regular expressions are too many to make at each start.
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
import { gitCommitsMessages } from './git-commits.ts';
import { healthOutputMessages } from './health-output.ts';
import { hostMessages } from './host.ts';
import { hostLimitsMessages } from './host-limits.ts';
import { ipamMessages } from './ipam.ts';
import { libnetworkMessages } from './libnetwork.ts';
import { lintMessages } from './lint.ts';
import type { Message } from './message.ts';
import { portsMessages } from './ports.ts';
import { registryMessages } from './registry.ts';
import { registryContainerdMessages } from './registry-containerd.ts';
import { registryHostsMessages } from './registry-hosts.ts';
import { runcMessages } from './runc.ts';
import { schedulerMessages } from './scheduler.ts';
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
  ...gitCommitsMessages,
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
