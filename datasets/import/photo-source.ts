/** Files to import from: a folder or a zip file. Nothing is written, nothing outside is read. */
export type PhotoSource = {
  /** As the user wrote it. */
  readonly name: string;
  /** Paths with forward slashes, sorted; hidden ones left out. */
  readonly files: readonly string[];
  /** A file as errors name it. */
  place(path: string): string;
  /** Rejects `bad-input`, naming the file, where it cannot be read, lies outside or is too large. */
  read(path: string): Promise<Uint8Array>;
  close(): Promise<void>;
};
