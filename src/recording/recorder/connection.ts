import type { DockerPort, EventsPort, HostPort, JournalTailPort } from '#transport/ports';

/** What a recorder follows, over one connection a host. */
export interface Connection extends AsyncDisposable {
  readonly docker: DockerPort;
  readonly events: EventsPort;
  readonly journal: JournalTailPort;
  readonly host: HostPort;
}
