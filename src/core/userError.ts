/** Errors a user can mend: what happened, what to do, and the exit status of the terminal. */

/** Exit status by code: 2 usage, 3 could not do it. */
export const EXIT_STATUS = {
  usage: 2,
  'nothing-analysed': 3,
  'no-such-folder': 3,
  'no-such-file': 3,
  'model-unreadable': 3,
  'store-unusable': 3,
  'engine-stopped': 3,
  'bad-input': 2,
  'configuration-invalid': 2,
  'not-available': 3,
} as const;

export type UserErrorCode = keyof typeof EXIT_STATUS;

export class UserError extends Error {
  readonly code: UserErrorCode;
  readonly remedy: string;

  constructor(code: UserErrorCode, whatHappened: string, whatToDo: string, options?: ErrorOptions) {
    super(whatHappened, options);
    this.name = 'UserError';
    this.code = code;
    this.remedy = whatToDo;
  }
}
