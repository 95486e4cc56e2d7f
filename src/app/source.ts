/** Whose bundles are believed. */
export interface Trust {
  /** A file as ssh-keygen(1) describes it, ALLOWED SIGNERS; null where none is named. */
  readonly allowedSigners: string | null;
  /** A bundle that nobody signed, or nobody of the allowed, is refused. */
  readonly requireSigned: boolean;
}

/** Any bundle whose signature, where it carries one, holds. */
export const anySigner: Trust = { allowedSigners: null, requireSigned: false };

/** Where evidence comes from: saved in a bundle, one moment of a recording (epoch milliseconds; null for the last that tells), or a live capture. */
export type EvidenceSource =
  | { readonly from: 'bundle'; readonly path: string; readonly trust: Trust }
  | { readonly from: 'recording'; readonly path: string; readonly at: number | null }
  | { readonly from: 'live' };

/** What the command line says about the configuration: which file, which profile, and the keys it sets itself. */
export interface SettingsRequest {
  readonly config: string | null;
  readonly profile: string | null;
  /** A duration such as 30s. */
  readonly timeout: string | null;
  /** Values of configuration keys (camel case), over those of every file. */
  readonly overrides: Readonly<Record<string, string>>;
}

/** Evidence as a command asks for it. */
export interface EvidenceRequest {
  readonly source: EvidenceSource;
  /** Bundle to write what was captured to. */
  readonly save: string | null;
  readonly settings: SettingsRequest;
}
