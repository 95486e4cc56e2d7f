/** Files beside a bundle's own: the manifest's signature, and what it says of the build in a form that other tools read. */
export const signatureFile = 'signature.sshsig';
export const statementFile = 'statement.dsse.json';

/** True where a bundle carries a signature or a statement: whoever reads it checks them. */
export const carriesSignature = (files: ReadonlyMap<string, unknown>): boolean => files.has(signatureFile) || files.has(statementFile);
