/** What a robot is doing while it takes a photo. */
export type PhotoStage = "moving" | "settling" | "shooting" | "checking";

/** Who may end a call, and who is told how it goes. */
export type CallOptions = {
  readonly signal?: AbortSignal;
  /** Told as a photo passes its stages, by robots that have them. */
  readonly onStage?: (stage: PhotoStage) => void;
};
