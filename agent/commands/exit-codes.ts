/** What a finished process says to the shell that started it. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  belowThreshold: 3,
  incomplete: 4,
  interrupted: 130,
} as const;
