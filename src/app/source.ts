/** Where evidence comes from: saved in a bundle, one moment of a recording (epoch milliseconds; null for the last that tells), or a live capture. */
export type EvidenceSource =
  | { readonly from: 'bundle'; readonly path: string }
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
