import { safePath } from '../remote/safe-values.ts';
import { type RemoteCommand, sh } from '../remote/shell.ts';
import dialText from './dial-stdio.sh?raw';
import whyRefusedText from './why-refused.sh?raw';

/** Tells why a socket of a host cannot be opened: `absent`, `denied` or `refused`. */
export const socketCommand = (path: string): RemoteCommand => sh(whyRefusedText, [safePath(path)]);

/** Makes the Docker CLI of a host a pipe to its daemon. */
export const dialCommand = (path: string): RemoteCommand => sh(dialText, [`unix://${safePath(path)}`]);
