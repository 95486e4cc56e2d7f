import { defineDetector } from '../define-detector.ts';
import { fromDeploy } from '../judge/from-deploy.ts';
import { claimsFromEnds } from '../judge/from-ends.ts';

export const storageUnavailable = defineDetector({
  id: 'storage-unavailable',
  label: 'storage-unavailable',
  cause: 'infra',
  title: 'A volume or the image store could not be used',
  because: 'The engine refuses to start the task because a volume driver, an NFS server or its own image store failed',
  refutedBy: 'The task fails on another path too, or the same volume mounts by hand',
  remedy: 'Bring the storage back (NFS server, volume plugin, CSI driver, disk), then run again unchanged',
  reasons: {
    nfs: 'the NFS server did not answer or refused',
    'volume-driver': 'the volume driver failed or is not there',
    csi: 'the cluster volume could not be had',
    'image-store': "the engine's image store is damaged",
  },
  subject: 'both',
  requires: [],
  uses: ['swarm-services', 'swarm-tasks', 'daemon-journal', 'ci-log', 'ci-build'],
  detect: (facts) => [
    ...claimsFromEnds(facts.stack, {
      nfs: { reason: 'nfs', says: 'cannot start: its NFS volume could not be mounted' },
      'volume-driver': { reason: 'volume-driver', says: 'cannot start: the driver of its volume failed' },
      'volume-mount': { reason: null, says: 'cannot start: a volume of it could not be mounted' },
      'volume-options': { reason: 'volume-driver', cause: 'recipe', says: 'cannot start: the options of its volume are not valid' },
      csi: { reason: 'csi', says: 'cannot start: its cluster volume could not be had' },
      'image-store': { reason: 'image-store', says: "cannot start: the engine's image store failed" },
      'image-unpack': { reason: 'image-store', says: 'cannot start: its image could not be unpacked' },
      'disk-broken': { reason: null, says: 'cannot start: the disk of the node reports errors' },
    }),
    ...fromDeploy(facts, {
      nfs: { reason: 'nfs', says: 'The deploy stopped: an NFS volume could not be mounted' },
      'volume-driver': { reason: 'volume-driver', says: 'The deploy stopped: a volume driver failed' },
      'image-store': { reason: 'image-store', says: "The deploy stopped: the engine's image store failed" },
    }),
  ],
});
